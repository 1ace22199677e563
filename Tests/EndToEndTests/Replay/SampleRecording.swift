import CivilTime
import Foundation
import LucsSimulator

/// A quarter of an hour of a made-up bank, in the columns of the Technion's data: a row of every
/// kind that the real one has.
enum SampleRecording {
    static let text = """
        vru_line,call_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,\
        outcome,ser_start,ser_exit,ser_time,server
        A1,1,0,Loans,990105,9:00:00,9:00:08,8,0:00:00,0:00:00,0,AGENT,9:00:08,9:03:00,172,RUTH
        A2,2,0,Loans,990105,9:00:30,9:00:41,11,9:00:41,9:03:02,141,AGENT,9:03:00,9:04:10,70,RUTH
        A3,3,0,Loans,990105,9:01:00,9:01:10,10,9:01:10,9:01:50,40,HANG,0:00:00,0:00:00,0,NO_SERVER
        A4,4,0,Cards,990105,9:01:30,9:01:44,14,0:00:00,0:00:00,0,HANG,0:00:00,0:00:00,0,NO_SERVER
        A5,5,0,Cards,990105,9:02:00,9:02:05,5,0:00:00,0:00:00,0,AGENT,9:02:05,9:02:09,4,DAN
        A6,6,0,Cards,990105,9:02:01,9:02:09,8,9:02:09,9:02:10,1,AGENT,9:02:09,9:02:59,50,DAN
        A7,7,0,Cards,990105,9:04:00,9:04:00,0,0:00:00,0:00:00,0,AGENT,9:04:02,9:04:40,38,NO_SERVER
        A8,8,0,Loans,990105,9:05:00,9:05:07,7,9:05:07,9:05:30,23,AGENT,0:00:00,0:00:00,0,DAN
        A9,9,0,Loans,990105,9:06:00,9:06:00,0,0:00:00,0:00:00,0,PHANTOM,0:00:00,0:00:00,0,NO_SERVER
        A1,10,0,Cards,990105,9:07:30,9:07:00,-30,9:07:00,9:07:20,20,HANG,9:07:20,9:07:30,10,NO_SERVER
        A2,11,0,Cards,990105,9:09:00,9:09:10,10,0:00:00,0:00:00,0,AGENT,9:09:10,9:12:00,170,DAN
        A3,12,0,Cards,990105,9:10:00,9:10:06,6,0:00:00,0:00:00,0,AGENT,9:10:06,9:11:00,54,DAN
        """

    static func recording() throws -> Recording { try Recording(csv: Array(text.utf8)) }

    /// An instant of the day by the bank's clock.
    static func at(_ recording: Recording, _ time: String) throws -> Timestamp {
        guard let instant = recording.instant(localTime: "1999-01-05T\(time)") else {
            throw NoTime(text: time)
        }
        return instant
    }

    struct NoTime: Error { let text: String }
}
