#include <sqlite3.h>

/// `SQLITE_TRANSIENT` is a macro that Swift cannot import.
static inline sqlite3_destructor_type lucstats_sqlite_transient(void) {
    return SQLITE_TRANSIENT;
}

/// Stops SQLite from counting the memory that it uses, which takes a lock at every allocation.
/// Has an effect only before anything else is asked of SQLite; variadic, hence not for Swift.
static inline int lucstats_sqlite_without_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/// Treats what a file says of itself as data: no trigger of it runs, its views and indexes call no
/// function that could do harm, and nothing writes past the tables. Variadic, hence not for Swift.
static inline int lucstats_sqlite_harden(sqlite3 *database) {
    static const int settings[][2] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };
    int code = SQLITE_OK;
    for (unsigned i = 0; i < sizeof settings / sizeof *settings && code == SQLITE_OK; i++)
        code = sqlite3_db_config(database, settings[i][0], settings[i][1], (int *)0);
    return code;
}
