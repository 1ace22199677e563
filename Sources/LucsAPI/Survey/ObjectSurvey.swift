import CivilTime
import JSONText

/// Compares the members of objects with those that the client reads.
struct ObjectSurvey<Field: ObjectField> {
    let endpoint: Endpoint
    let table: FieldTable<Field>
    let expected: [ExpectedField]
    /// The server's clock.
    let now: Timestamp

    /// - Parameters:
    ///   - rows: objects of a list, a sample.
    ///   - told: members that the server's description names, by their kind.
    func finding(_ rows: [JSONValue], told: [String: MemberKind]) -> ObjectFinding {
        var finding = ObjectFinding(endpoint: endpoint.name, sampled: rows.count)
        var kinds = told
        for row in rows {
            for (name, value) in row.object ?? [:] {
                let kind = kind(of: value)
                if kind != .none || kinds[name] == nil { kinds[name] = kind }
            }
        }
        let ignored = Set(Field.ignored.map { $0.lowercased() })
        var unknown: [String: MemberKind] = [:]
        let fields = Array(Field.allCases)
        for (name, kind) in kinds.sorted(by: { $0.key < $1.key }) {
            if let index = table.names.index(of: name) {
                let field = "\(Field.object).\(fields[index].rawValue)"
                finding.read.append(ObjectFinding.Read(field: field, member: name))
            } else if !ignored.contains(name.lowercased()) {
                unknown[name] = kind
            }
        }
        look(for: expected, among: &unknown, into: &finding)
        finding.unused = unknown.keys.sorted()
        if !kinds.isEmpty { checkTimes(in: rows, &finding) }
        return finding
    }

    private func look(
        for expected: [ExpectedField], among unknown: inout [String: MemberKind],
        into finding: inout ObjectFinding
    ) {
        let found = Set(finding.read.map(\.field))
        guard !found.isEmpty || !unknown.isEmpty else { return }
        for expectation in expected {
            let names = expectation.fields.map { "\(Field.object).\($0)" }
            guard !names.contains(where: found.contains) else { continue }
            let candidates = unknown.filter {
                MemberGuess.of(names[0])?.fits($0.key, $0.value) == true
            }
            // A guess between two would be worse than none.
            if candidates.count == 1, let member = candidates.first?.key {
                unknown[member] = nil
                finding.learned.append(ObjectFinding.Read(field: names[0], member: member))
            } else {
                finding.missing.append(
                    ObjectFinding.Missing(
                        field: names[0], consequence: expectation.consequence,
                        isNeeded: expectation.isNeeded))
            }
        }
    }

    private func kind(of value: JSONValue) -> MemberKind {
        switch value {
        case .null: .none
        case .bool: .bool
        case .integer, .number: .number
        case .string(let text): Timestamp(lucs: text) == nil ? .text : .time
        case .array: .list
        case .object: .object
        }
    }

    // MARK: Times

    private func checkTimes(in rows: [JSONValue], _ finding: inout ObjectFinding) {
        for read in finding.read + finding.learned
        where MemberGuess.of(read.field)?.kind == .time {
            for row in rows {
                guard case .string(let text)? = row[read.member], !text.isEmpty else { continue }
                guard let time = Timestamp(lucs: text) else {
                    finding.unreadTimes.append(
                        ObjectFinding.Read(field: read.field, member: "\(read.member): \(text)"))
                    break
                }
                finding.timeSample = finding.timeSample ?? text
                if time > now + .seconds(120) { finding.hasFutureTimes = true }
            }
        }
    }
}
