import CivilTime
import JSONText

/// Compares the members of objects with those that the client reads.
struct ObjectSurvey<Field: ObjectField> {
    let endpoint: Endpoint
    let table: FieldTable<Field>
    let expected: [ExpectedField]
    /// The server's clock.
    let now: Timestamp
    /// The zone of times that name none; `nil` is UTC.
    var zone: LocalZone?

    /// - Parameters:
    ///   - rows: objects of a list, a sample.
    ///   - described: members that the server's description names, by their kind.
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
        var unused: [String] = []
        for (name, kind) in kinds.sorted(by: { $0.key < $1.key }) {
            if let found = table.field(of: name) {
                let field = "\(Field.object).\(found.rawValue)"
                finding.read.append(ObjectFinding.Read(field: field, member: name))
            } else if ignored.contains(name.lowercased()) {
                // Documented, and of no use here.
                unused.append(name)
            } else {
                unknown[name] = kind
            }
        }
        look(for: expected, among: &unknown, into: &finding)
        finding.unused = (unused + unknown.keys).sorted()
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
                var bytes = text
                guard let time = bytes.withUTF8({ WrittenTime($0) }) else {
                    finding.unreadTimes.append(
                        ObjectFinding.Read(field: read.field, member: "\(read.member): \(text)"))
                    break
                }
                finding.timeSample = finding.timeSample ?? text
                noteAhead(time, &finding)
            }
        }
    }

    private func noteAhead(_ time: WrittenTime, _ finding: inout ObjectFinding) {
        let instant =
            time.hasZone
            ? time.timestamp : zone?.instant(of: time.timestamp) ?? time.timestamp
        let ahead = instant - now
        guard ahead > .seconds(120), ahead <= .seconds(16 * 3600) else { return }
        finding.ahead = max(finding.ahead ?? ahead, ahead)
    }
}
