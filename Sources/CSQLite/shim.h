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
