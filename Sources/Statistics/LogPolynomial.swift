import Foundation

/// A density whose logarithm is a polynomial: `exp(c₀ + c₁·x + c₂·x² + …)`.
public struct LogPolynomial: Hashable, Sendable {
    /// From the constant term up.
    public let coefficients: [Double]

    public init(coefficients: [Double]) {
        self.coefficients = coefficients
    }

    public func value(at x: Double) -> Double {
        exp(coefficients.reversed().reduce(0) { $0 * x + $1 })
    }

    /// Fits counts in bins of equal width by maximum likelihood, each count Poisson distributed
    /// (Poisson regression with logarithmic link, by Newton's method).
    ///
    /// - Parameters:
    ///   - counts: one a bin, from x = 0 on; fractions are fine.
    ///   - width: of a bin.
    ///   - degree: of the polynomial.
    /// - Returns: the density of counts a unit of x; `nil` where the counts determine none.
    public init?(fitting counts: [Double], width: Double, degree: Int) {
        let size = degree + 1
        let total = counts.reduce(0, +)
        guard total > 0, counts.count >= size else { return nil }
        // Powers of each bin's middle.
        let powers = counts.indices.map { bin -> [Double] in
            let x = (Double(bin) + 0.5) * width
            return (0..<size).map { pow(x, Double($0)) }
        }
        var beta = [Double](repeating: 0, count: size)
        beta[0] = log(total / Double(counts.count))
        for _ in 0..<60 {
            var gradient = [Double](repeating: 0, count: size)
            var hessian = [[Double]](repeating: gradient, count: size)
            for (count, x) in zip(counts, powers) {
                var exponent = 0.0
                for term in 0..<size { exponent += beta[term] * x[term] }
                let mean = exp(min(exponent, 200))
                for row in 0..<size {
                    gradient[row] += x[row] * (count - mean)
                    for column in 0...row { hessian[row][column] += mean * x[row] * x[column] }
                }
            }
            for row in 0..<size {
                hessian[row][row] += 1e-9
                for column in 0..<row { hessian[column][row] = hessian[row][column] }
            }
            guard let step = Self.solve(hessian, gradient) else { return nil }
            var largest = 0.0
            for term in 0..<size {
                let bounded = min(max(step[term], -1), 1)
                beta[term] += bounded
                largest = max(largest, abs(bounded))
            }
            guard beta.allSatisfy(\.isFinite) else { return nil }
            if largest < 1e-8 { break }
        }
        beta[0] -= log(width)
        coefficients = beta
    }

    /// Gaussian elimination with pivoting, for a few unknowns.
    private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
        var a = matrix
        var b = right
        let size = b.count
        for column in 0..<size {
            let pivot = (column..<size).max { abs(a[$0][column]) < abs(a[$1][column]) } ?? column
            guard abs(a[pivot][column]) > 1e-300 else { return nil }
            a.swapAt(column, pivot)
            b.swapAt(column, pivot)
            for row in (column + 1)..<max(size, column + 1) {
                let factor = a[row][column] / a[column][column]
                for other in column..<size { a[row][other] -= factor * a[column][other] }
                b[row] -= factor * b[column]
            }
        }
        for row in stride(from: size - 1, through: 0, by: -1) {
            for column in (row + 1)..<max(size, row + 1) { b[row] -= a[row][column] * b[column] }
            b[row] /= a[row][row]
        }
        return b
    }
}
