import CivilTime
import Testing

@Suite struct CountTextTests {
    @Test func `One is counted in the singular, all else in the plural`() {
        #expect([0, 1, 2].map { $0.counted("task") } == ["0 tasks", "1 task", "2 tasks"])
        #expect([1, 11].map { $0.counted("pass", "passes") } == ["1 pass", "11 passes"])
    }
}
