import Foundation

/// The descriptors 0, 1 and 2, with which every process is started.
enum StandardStreams {
    /// Makes them safe to use, before anything else is opened.
    ///
    /// A descriptor that is closed would go to the next file that the program opens, and messages
    /// into that file. Here it leads to the null device: messages vanish, and reading standard
    /// input and writing a result fail as they would have.
    static func prepare() {
        // Standard output for reading and standard input for writing, so that their use fails.
        for (descriptor, direction) in [
            (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY),
        ] where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest one that is free: this one.
            guard open("/dev/null", direction) == descriptor else {
                _exit(ExitCode.inputOutput.rawValue)
            }
        }
        // A reader of messages, or a server, that is gone does not end the program. A handler and
        // not SIG_IGN, which programs that are started would keep.
        signal(SIGPIPE) { _ in }
    }

    /// Ends the program as any other whose results nobody reads any more: by SIGPIPE, without a
    /// message.
    static func endByBrokenPipe() -> Never {
        var pipe = sigset_t()
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        signal(SIGPIPE, SIG_DFL)
        pthread_sigmask(SIG_UNBLOCK, &pipe, nil)
        raise(SIGPIPE)
        _exit(128 + SIGPIPE)
    }
}
