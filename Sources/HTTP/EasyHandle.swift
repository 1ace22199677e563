internal import CCurl

/// libcurl's handle of one transfer, never used again: libcurl 7.88 keeps a pointer to the last
/// header of the response before, which the next one can have it follow when it is freed.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var headers: UnsafeMutablePointer<curl_slist>?

    init?(_ settings: TransferSettings, sockets: OpenSockets) {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        setUp(settings)
        let owner = Unmanaged.passUnretained(sockets).toOpaque()
        set(CURLOPT_SOCKOPTDATA, to: owner)
        set(CURLOPT_CLOSESOCKETDATA, to: owner)
        lucstats_curl_set_socket_callbacks(pointer, socketOpened, closeSocket)
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(headers)
        errorText.deallocate()
    }

    private func setUp(_ settings: TransferSettings) {
        set(CURLOPT_ERRORBUFFER, to: errorText)
        set(CURLOPT_NOSIGNAL, to: 1)
        // A name that is being resolved holds nobody up.
        set(CURLOPT_QUICK_EXIT, to: 1)
        set(CURLOPT_HTTP_VERSION, to: Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_PROTOCOLS_STR, to: "http,https")
        set(CURLOPT_SSLVERSION, to: Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_DISALLOW_USERNAME_IN_URL, to: 1)
        set(CURLOPT_PATH_AS_IS, to: 1)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, to: 1)
        set(CURLOPT_ACCEPT_ENCODING, to: "gzip, deflate")
        set(CURLOPT_BUFFERSIZE, to: 128 << 10)
        lucstats_curl_set_data_callback(pointer, CURLOPT_HEADERFUNCTION, headerReceived)
        lucstats_curl_set_data_callback(pointer, CURLOPT_WRITEFUNCTION, bodyReceived)
        lucstats_curl_set_request_callback(pointer, requestBegins)
        settings.authorities.map(\.bytes)?.withUnsafeBytes { bytes in
            _ = lucstats_curl_set_authorities(pointer, bytes.baseAddress, bytes.count)
        }
    }

    /// Sets everything that differs from one transfer to the next.
    func prepare(for transfer: Transfer) {
        let request = transfer.pending.request
        errorText.pointee = 0
        set(CURLOPT_URL, to: transfer.url)
        // An empty proxy is none, whatever the environment says.
        if transfer.origin.isThisMachine {
            set(CURLOPT_PROXY, to: "")
        } else {
            set(CURLOPT_PROXY, to: UnsafeMutableRawPointer?.none)
        }
        let connect = request.deadlines.connect.components
        let milliseconds = connect.seconds * 1000 + connect.attoseconds / 1_000_000_000_000_000
        set(CURLOPT_CONNECTTIMEOUT_MS, to: Int(clamping: min(max(milliseconds, 1), 1 << 31 - 1)))
        set(CURLOPT_HTTP_CONTENT_DECODING, to: transfer.decodes ? 1 : 0)
        set(CURLOPT_FORBID_REUSE, to: transfer.keepsConnection ? 0 : 1)
        set(CURLOPT_FRESH_CONNECT, to: transfer.needsNewConnection ? 1 : 0)
        setMethod(request)
        setHeaders(request.headers)
        let owner = Unmanaged.passUnretained(transfer).toOpaque()
        for option in [CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_PREREQDATA] {
            set(option, to: owner)
        }
    }

    private func setMethod(_ request: HTTPRequest) {
        set(CURLOPT_HTTPGET, to: 1)
        if let body = request.body {
            set(CURLOPT_POSTFIELDSIZE, to: body.count)
            body.withUnsafeBytes { bytes in
                set(
                    CURLOPT_COPYPOSTFIELDS, to: UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                )
            }
        }
        set(CURLOPT_CUSTOMREQUEST, to: request.method)
    }

    private func setHeaders(_ fields: [(name: String, value: String)]) {
        curl_slist_free_all(headers)
        // Small bodies go with their headers.
        headers = curl_slist_append(nil, "Expect:")
        for (name, value) in fields {
            headers = curl_slist_append(headers, "\(name): \(value)") ?? headers
        }
        set(CURLOPT_HTTPHEADER, to: headers)
    }

    /// The connection is closed at the end of the transfer. May be called while it runs.
    func forbidReuse() {
        set(CURLOPT_FORBID_REUSE, to: 1)
    }

    // MARK: What libcurl reports

    var errorWords: String { String(cString: errorText) }

    /// Where a redirect leads, as an absolute address.
    var redirectURL: String? {
        var text: UnsafePointer<CChar>?
        guard lucstats_curl_get_text(pointer, CURLINFO_REDIRECT_URL, &text) == CURLE_OK else {
            return nil
        }
        return text.map { String(cString: $0) }
    }

    /// The system's reason why a connection failed, or 0.
    var systemError: Int32 {
        var number = 0
        lucstats_curl_get_number(pointer, CURLINFO_OS_ERRNO, &number)
        return Int32(truncatingIfNeeded: number)
    }

    // MARK: Options

    private func set(_ option: CURLoption, to number: Int) {
        lucstats_curl_set_number(pointer, option, number)
    }

    private func set(_ option: CURLoption, to text: String) {
        lucstats_curl_set_text(pointer, option, text)
    }

    private func set(_ option: CURLoption, to value: UnsafeMutableRawPointer?) {
        lucstats_curl_set_pointer(pointer, option, value)
    }
}
