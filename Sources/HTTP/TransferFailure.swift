internal import CCurl
import Foundation

/// Why libcurl ended a transfer.
struct TransferFailure {
    private let code: CURLcode
    private let words: String
    private let systemError: Int32
    private let compressions: [String]
    private let deadlines: HTTPDeadlines
    private let isConnected: Bool

    init(_ code: CURLcode, of transfer: Transfer, isConnected: Bool) {
        self.code = code
        words = transfer.handle.errorWords
        systemError = transfer.handle.systemError
        compressions = transfer.head.compressions
        deadlines = transfer.pending.request.deadlines
        self.isConnected = isConnected
    }

    var error: HTTPError {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: .unreachable("the name is not known")
        case CURLE_COULDNT_RESOLVE_PROXY: .unreachable("the name of the proxy is not known")
        case CURLE_COULDNT_CONNECT: .unreachable(noConnectionWords)
        case CURLE_OPERATION_TIMEDOUT:
            isConnected ? .notFinished(deadlines) : .noConnection(deadlines)
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE: .broken
        // Bad chunks have the same code as a connection that was reset.
        case CURLE_RECV_ERROR:
            words.contains("chunked") ? .notHTTP : isProxys ? .unreachable(words) : .broken
        // A header line that is too long has the code of memory that ran out.
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_OUT_OF_MEMORY: .notHTTP
        case CURLE_BAD_CONTENT_ENCODING: .compressed(compressions)
        default:
            .unreachable(words.isEmpty ? String(cString: curl_easy_strerror(code)) : words)
        }
    }

    private var isProxys: Bool { words.contains("CONNECT") }

    private var noConnectionWords: String {
        systemError == 0 || systemError == ECONNREFUSED
            ? "nothing accepts connections there" : String(cString: strerror(systemError))
    }
}
