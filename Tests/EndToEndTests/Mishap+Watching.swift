import Foundation
import LucsSimulator
import TestServers

extension Mishap {
    static let watching: [Mishap] = [
        Mishap(
            .watching, "the watcher of pings is down", "collect --ping …",
            says: "The ping to 127.0.0.1 failed: status 500.", code: 0, leaves: "everything"
        ) { stage in
            stage.centre.misbehave {
                $0.path == "/ping/x/start" ? .answer(status: 500, body: "") : nil
            }
            return try await stage.run("collect", "--ping", "\(stage.centre.address)/ping/x")
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .watching, "the watcher of pings answers without end", "collect --ping …", says: "",
            code: 0, leaves: "everything; of what it answers nothing is read but the status"
        ) { stage in
            let endless = try TestServer { _ in .endless }
            return try await stage.run("collect", "--ping", "\(endless.url)/x")
        } check: {
            try $0.passes() == 1
        },
        Mishap(
            .watching, "there is no key", "collect --ping … --metrics-file l.prom",
            says: "There is no API key.", code: 78,
            leaves: "a ping that tells the failure, and figures with its exit code"
        ) { stage in
            try await stage.run(
                "collect", "--ping", "\(stage.centre.address)/ping/x", "--metrics-file", "l.prom",
                key: nil)
        } check: {
            $0.centre.pings == ["/ping/x/fail"]
                && $0.text("l.prom").contains(
                    "lucstats_last_pass_exit_code{warehouse=\"w.db\"} 78\n")
        },
        Mishap(
            .watching, "the folder of the metrics file is not there",
            "collect --metrics-file none/l.prom",
            says: "The metrics file none/l.prom cannot be written: No such file or directory.",
            code: 0, leaves: "everything"
        ) {
            try await $0.run("collect", "--metrics-file", "none/l.prom")
        } check: {
            try $0.passes() == 1
        },
    ]
}
