/// A line for paper in place of what is folded: no heading without its content.
struct Unprinted {
    let language: Language

    /// Right behind the fold, which is printed instead if it is open.
    func write(_ title: String, _ html: inout HTMLWriter) {
        html.element(
            "p", ["class": "unprinted"],
            text: language(
                "\(title): not printed, see the page on a screen.",
                "\(title): nicht gedruckt, siehe Seite am Bildschirm."))
    }
}
