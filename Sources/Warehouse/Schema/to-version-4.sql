-- From version 3: tasks and their context parameters are joined by an index.

CREATE INDEX context_value_task ON context_value (CASE typeof(id) WHEN 'blob' THEN lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-'
        || substr(hex(id), 13, 4) || '-' || substr(hex(id), 17, 4) || '-'
        || substr(hex(id), 21)) ELSE id END);
