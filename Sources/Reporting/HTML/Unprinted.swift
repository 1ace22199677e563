/// A line for paper in place of what is folded: no heading without its content. On paper the lines of
/// folds that follow each other read as one sentence.
struct Unprinted {
    let language: Language

    /// Right behind the fold or its section, which is printed instead if it is open.
    func write(_ title: String, _ html: inout HTMLWriter) {
        html.element("p", ["class": "unprinted"]) { line in
            line.element(
                "span", ["class": "lead"],
                text: language("On screen only: ", "Nur am Bildschirm: "))
            line.text(inner(title))
            line.element("span", ["class": "comma"], text: ",")
            line.element("span", ["class": "stop"], text: ".")
        }
    }

    /// Small within the sentence, unless it begins with an abbreviation.
    private func inner(_ title: String) -> String {
        title.dropFirst().first?.isUppercase ?? false ? title : language.inner(title)
    }
}
