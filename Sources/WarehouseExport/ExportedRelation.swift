/// A relation as it is exported: its columns, where its rows come from, and how they are divided
/// into files.
struct ExportedRelation: Sendable {
    /// What a column holds; every engine has a type of its own for it.
    enum Kind: Sendable {
        /// A small number of the warehouse's own, or a code.
        case key
        /// A count, or milliseconds: of the epoch or of a duration.
        case integer
        case real
        case text
        /// A GUID's 16 bytes, or other text.
        case identifier
        /// A local date, as text.
        case date
    }

    struct Column: Sendable {
        let name: String
        let kind: Kind
        let isOptional: Bool
    }

    enum Source: Sendable {
        /// One file, made anew when it differs.
        case whole(sql: String)
        /// One file for each local date.
        ///
        /// - `sql`: its rows, between `?1` and `?2`.
        /// - `live`: the relation that `sql` names, and the one that takes its place in dates
        ///   without stored rollups, and wherever the export is of a selection.
        /// - `selected`: the relation that `sql` names, and the one that takes its place where the
        ///   export is of a selection.
        /// - `reaching`: the starts of earlier local dates with rows that reach over `?1`.
        case daily(
            sql: String, live: (stored: String, live: String)?,
            selected: (all: String, selected: String)?, reaching: String?)
    }

    let name: String
    let columns: [Column]
    /// What engines that sort their tables sort it by.
    let order: [String]
    let source: Source

    var isDaily: Bool { if case .daily = source { true } else { false } }
}

extension ExportedRelation {
    /// - Parameters:
    ///   - columns: one a word; `name` alone is an integer, else `name:kind`, with `?` at the end
    ///     where it may be NULL.
    init(_ name: String, _ columns: String, order: String, source: Source) {
        self.name = name
        self.order = order.split(separator: " ").map(String.init)
        self.source = source
        self.columns = Self.columns(of: columns)
    }

    private static func columns(of text: String) -> [Column] {
        let kinds: [Substring: Kind] = [
            "key": .key, "real": .real, "text": .text, "id": .identifier, "date": .date,
        ]
        return text.split(whereSeparator: \.isWhitespace).map { word in
            let isOptional = word.hasSuffix("?")
            let parts = (isOptional ? word.dropLast() : word).split(separator: ":")
            let kind = parts.count > 1 ? kinds[parts[1]] ?? .integer : .integer
            return Column(name: String(parts[0]), kind: kind, isOptional: isOptional)
        }
    }

    private static func names(_ columns: String) -> String {
        columns.split(whereSeparator: \.isWhitespace)
            .map { String($0.prefix { $0.isLetter || $0.isNumber || $0 == "_" }) }
            .joined(separator: ", ")
    }

    /// A table of small things.
    private static func whole(
        _ name: String, _ columns: String, order: String, from relation: String? = nil
    ) -> ExportedRelation {
        ExportedRelation(
            name, columns, order: order,
            source: .whole(
                sql: "SELECT \(names(columns)) FROM \(relation ?? name) "
                    + "ORDER BY \(order.split(separator: " ").joined(separator: ", "))"))
    }

    /// Facts of one owner after the other, each between two instants.
    private static func facts(
        _ name: String, _ columns: String, order: String, owner: String, at: String,
        reaching: String, renaming: (String, String)? = nil
    ) -> ExportedRelation {
        var selected = "f." + names(columns).replacing(", ", with: ", f.")
        if let (from, to) = renaming { selected = selected.replacing("f.\(to)", with: "f.\(from)") }
        let span = """
            FROM \(owner)_entity AS e CROSS JOIN \(name) AS f ON f.\(owner)_key = e.\(owner)_key
                AND f.\(at) >= ?1 AND f.\(at) < ?2
            """
        return ExportedRelation(
            name, "local_date:date " + columns, order: "local_date " + order,
            source: .daily(
                sql: "SELECT \(selected) \(span) ORDER BY e.\(owner)_key, f.\(at)",
                live: nil, selected: (name, "scope_\(name)"),
                reaching: """
                    SELECT DISTINCT (SELECT c.day_start_at FROM calendar AS c
                        WHERE c.start_at <= f.\(at) ORDER BY c.start_at DESC LIMIT 1)
                    FROM \(name) AS f WHERE f.\(at) < ?1 AND \(reaching)
                    """))
    }

    /// Sums, of stored rows and those that are not.
    private static func sums(
        _ name: String, _ columns: String, order: String, at: String, stored: String? = nil
    ) -> ExportedRelation {
        let stored = stored ?? "rollup_\(name.dropLast(4))"
        let span = "FROM \(stored) AS f WHERE f.\(at) >= ?1 AND f.\(at) < ?2"
        return ExportedRelation(
            name, "local_date:date " + columns, order: "local_date " + order,
            source: .daily(
                sql: "SELECT \(names(columns)) \(span) "
                    + "ORDER BY \(order.split(separator: " ").joined(separator: ", "))",
                live: (stored, name), selected: (stored, name), reaching: nil))
    }

    private static let serviceSums = """
        offered answered abandoned short_abandoned flowed_out open accountable answered_within
        abandoned_within target_calls:real offered_closed answered_wait_ms abandoned_wait_ms
        longest_wait_ms? handle_ms handled unconfirmed wait_median_ms? wait_p90_ms? wait_p95_ms? wait_max_ms?
        abandon_wait_median_ms? abandon_wait_p90_ms? abandon_wait_p95_ms? abandon_wait_max_ms?
        waiting_ms observed_ms waiting_closed_ms observed_closed_ms queue_max?
        unconfirmed_short unconfirmed_in_time perhaps_short perhaps_counted
        """

    private static let contexts =
        "FROM context_value AS f WHERE f.first_seen_at >= ?1 AND f.first_seen_at < ?2"

    /// Everything that is exported, what others refer to first.
    static let all: [ExportedRelation] = [
        whole("setting", "name:text value:text", order: "name"),
        whole("label", "label_key:key text:text", order: "label_key"),
        whole(
            "calendar",
            """
            start_at end_at day_start_at day_end_at local_date:date local_time:text weekday
            iso_week:text month:text utc_offset_seconds utc_offset:text half_hour:text
            """, order: "start_at"),
        whole(
            "service",
            """
            service_key:key service_id:text name:text? sip_uri:text? organization_unit:text?
            is_present threshold_seconds:real short_abandon_seconds:real target:real?
            """, order: "service_key"),
        whole(
            "agent",
            """
            agent_key:key agent_id:text name:text? sip_uri:text? organization_unit:text?
            default_profile:text? is_present
            """, order: "agent_key"),
        whole(
            "service_version",
            """
            service_key:key valid_from_at valid_to_at? name:text? sip_uri:text?
            organization_unit:text?
            """, order: "service_key valid_from_at"),
        whole(
            "agent_version",
            """
            agent_key:key valid_from_at valid_to_at? name:text? sip_uri:text?
            organization_unit:text? default_profile:text?
            """, order: "agent_key valid_from_at"),
        whole(
            "service_member_version", "service_key:key agent_key:key valid_from_at valid_to_at?",
            order: "service_key agent_key valid_from_at"),
        whole(
            "service_member_listing", "service_key:key first_at last_at", order: "service_key"),
        whole(
            "agent_skill_version",
            "agent_key:key skill_key:key level_key:key valid_from_at valid_to_at?",
            order: "agent_key skill_key level_key valid_from_at"),
        whole(
            "agent_profile_version",
            """
            agent_key:key profile_key:key skill_key:key responsibility_key:key valid_from_at
            valid_to_at?
            """, order: "agent_key profile_key skill_key responsibility_key valid_from_at"),
        whole("absence_reason", "reason_key:key first_at last_at", order: "reason_key"),
        whole("callback_entity", "callback_key:key id_text:text", order: "callback_key"),
        whole(
            "callback_version",
            """
            callback_key:key valid_from_at valid_to_at? service_key:key? state_key:key? priority?
            due_at? left_in_queue_ms? retry_count? max_retries? between_retries_ms?
            retry_type_key:key? task_id:id? session_id:id?
            """, order: "callback_key valid_from_at"),
        whole("callback_listing", "listing_key:key first_at last_at", order: "listing_key"),
        ExportedRelation(
            "context_value", "local_date:date task_id:id name_key:key value:text first_seen_at",
            order: "local_date first_seen_at name_key",
            source: .daily(
                sql: "SELECT id, name_key, value, first_seen_at \(contexts) "
                    + "ORDER BY first_seen_at, name_key, id",
                live: nil, selected: nil, reaching: nil)),
        whole(
            "agent_unit", "agent_key:key organization_unit:text? from_at to_at",
            order: "agent_key from_at"),
        whole(
            "target_span",
            "service_key:key from_at to_at threshold_ms short_abandon_ms target:real",
            order: "service_key from_at"),
        whole(
            "coverage", "resource:key service_key:key from_at to_at polls",
            order: "resource service_key from_at"),
        ExportedRelation(
            "pass",
            """
            local_date:date pass_key:key started_at finished_at requests user_states? tasks
            failures
            """, order: "local_date started_at",
            source: .daily(
                sql: """
                    SELECT pass_key, started_at, finished_at, requests, user_states, tasks, failures
                    FROM pass WHERE started_at >= ?1 AND started_at < ?2 ORDER BY started_at
                    """, live: nil, selected: nil, reaching: nil)),
        facts(
            "task_fact",
            """
            service_key:key interval_at begun_at task_id:id type_key:key? state_key:key?
            modality_key:key? origin_key:key? agent_key:key? customer:text? created_at?
            queue_started_at? connected_at? first_seen_at queue_seen_at? queue_spacing_ms?
            connected_seen_at? connected_spacing_ms? ended_after_at? ended_before_at? ended_at?
            is_unconfirmed flowed_out_at? external_id:id? custom_origin_key:key? algorithm_key:key?
            agent_profile_key:key? responsible_level?
            """, order: "service_key interval_at begun_at", owner: "service", at: "interval_at",
            reaching: "(f.ended_at IS NULL OR f.ended_at > ?1)", renaming: ("id", "task_id")),
        facts(
            "state_fact",
            "agent_key:key from_at to_at? state:key reason_key:key? profile_key:key?",
            order: "agent_key from_at", owner: "agent", at: "from_at",
            reaching: "(f.to_at IS NULL OR f.to_at > ?1)"),
        facts(
            "presence_fact",
            """
            agent_key:key from_at to_at? state:key reason_key:key? profile_key:key?
            selectable_key:key? presence_key:key? is_blocked?
            """, order: "agent_key from_at", owner: "agent", at: "from_at",
            reaching: "(f.to_at IS NULL OR f.to_at > ?1)"),
        sums(
            "service_interval_sum", "service_key:key interval_at " + serviceSums,
            order: "interval_at service_key", at: "interval_at", stored: "stored_service_interval"),
        sums(
            "service_day_sum", "service_key:key day_start_at " + serviceSums,
            order: "day_start_at service_key", at: "day_start_at", stored: "stored_service_day"),
        sums(
            "agent_interval_sum",
            """
            agent_key:key interval_at selectable_ms working_ms after_call_work_ms not_ready_ms
            rona_ms off_duty_ms offline_ms answered handle_ms handled
            """, order: "interval_at agent_key", at: "interval_at"),
        sums(
            "agent_day_sum",
            """
            agent_key:key day_start_at selectable_ms working_ms after_call_work_ms not_ready_ms
            rona_ms off_duty_ms offline_ms rona_count answered handle_ms handled longest_ms?
            """, order: "day_start_at agent_key", at: "day_start_at"),
        sums(
            "answer_day_sum",
            """
            agent_key:key service_key:key day_start_at answered handle_ms handled longest_ms?
            """,
            order: "day_start_at service_key agent_key", at: "day_start_at"),
        sums(
            "state_day_sum", "agent_key:key day_start_at state:key reason_key:key span_ms begun",
            order: "day_start_at agent_key state reason_key", at: "day_start_at"),
    ]
}
