internal import CCurl

/// All transfers of a client, on a thread of their own.
final class TransferLoop {
    private let multi: UnsafeMutableRawPointer
    private let settings: TransferSettings
    private let sockets = OpenSockets()
    private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]
    /// Servers that name as a compression what is none, so that libcurl must not uncompress.
    private var misnaming: Set<Origin> = []
    /// Servers that sent more than they were asked for: what comes while the next request is under
    /// way could not be told from its response, so that their connections serve one request.
    private var careless: Set<Origin> = []
    /// No deadline passes before this.
    private var nextDeadline: ContinuousClock.Instant?

    init(_ multi: UnsafeMutableRawPointer, _ settings: TransferSettings) {
        self.multi = multi
        self.settings = settings
        lucstats_curl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, settings.connections)
    }

    /// Transfers until the queue is closed, and gives everything up then.
    func run(_ queue: TransferQueue) {
        while let work = queue.take() {
            if work.hasDropped { giveUp { $0.pending.isEnded } }
            for pending in work.added where !pending.isEnded { begin(pending) }
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            finish()
            endOverdue()
            curl_multi_poll(multi, nil, 0, patience, nil)
        }
        giveUp { transfer in
            transfer.pending.end(.failure(.cancelled))
            return true
        }
        // Closing the connections tells the sockets.
        withExtendedLifetime(sockets) { _ = curl_multi_cleanup(multi) }
    }

    private func begin(_ pending: PendingRequest) {
        let origin = pending.origin
        guard let handle = EasyHandle(settings, sockets: sockets) else {
            return pending.end(.failure(HTTPError(.configuration, "libcurl cannot be used")))
        }
        send(
            Transfer(
                pending, handle: handle, sockets: sockets,
                decodes: !misnaming.contains(origin),
                keepsConnection: !careless.contains(origin)))
    }

    private func send(_ transfer: Transfer) {
        transfer.handle.prepare(for: transfer)
        transfers[transfer.handle.pointer] = transfer
        curl_multi_add_handle(multi, transfer.handle.pointer)
        nextDeadline = min(nextDeadline ?? transfer.nextDeadline, transfer.nextDeadline)
    }

    /// Takes a transfer out of libcurl's hands; a connection in the middle of it is closed.
    private func remove(_ pointer: UnsafeMutableRawPointer) -> Transfer? {
        curl_multi_remove_handle(multi, pointer)
        return transfers.removeValue(forKey: pointer)
    }

    /// Ends those that libcurl is done with.
    private func finish() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let pointer = message.pointee.easy_handle
            else { continue }
            let code = lucstats_curl_result(message)
            guard let transfer = remove(pointer) else { continue }
            let verdict = transfer.verdict(code)
            remember(transfer)
            switch verdict {
            case .again where !transfer.pending.isEnded: sendAgain(transfer)
            case .again: break
            case .end(let outcome): transfer.pending.end(outcome)
            }
        }
    }

    /// Keeps what a transfer has shown about its server.
    private func remember(_ transfer: Transfer) {
        if !transfer.keepsConnection { careless.insert(transfer.origin) }
        if !transfer.decodes {
            misnaming.insert(transfer.origin)
        } else if !misnaming.isEmpty {
            misnaming.remove(transfer.origin)
        }
    }

    private func giveUp(where isOver: (Transfer) -> Bool) {
        for (pointer, transfer) in transfers where isOver(transfer) { _ = remove(pointer) }
    }

    private func sendAgain(_ transfer: Transfer) {
        guard let handle = EasyHandle(settings, sockets: sockets) else {
            return transfer.pending.end(
                .failure(HTTPError(.configuration, "libcurl cannot be used")))
        }
        transfer.handle = handle
        send(transfer)
    }

    // MARK: Deadlines

    private func endOverdue() {
        guard let deadline = nextDeadline else { return }
        let now = ContinuousClock.now
        guard now >= deadline else { return }
        giveUp { transfer in
            guard let fault = transfer.overdue(at: now) else { return false }
            transfer.pending.end(.failure(fault))
            return true
        }
        nextDeadline = transfers.values.map(\.nextDeadline).min()
    }

    /// How long to wait for the network, in milliseconds; woken earlier by the queue.
    private var patience: Int32 {
        guard let deadline = nextDeadline else { return 60_000 }
        let wait = (deadline - .now).components
        let milliseconds = wait.seconds * 1000 + wait.attoseconds / 1_000_000_000_000_000 + 1
        return Int32(min(max(milliseconds, 0), 60_000))
    }
}
