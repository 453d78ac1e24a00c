package io.steadygrad.stack;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Products of small matrices that lie row by row, float32, by the BLAS that LibTorch uses. LibTorch's own products of stacked matrices are
 * made of the same calls, one for each matrix, but its way to such a call takes longer than the product of two small ones.
 */
final class Products {
    private static final int BY_ROWS = openblas_nolapack.CblasRowMajor;
    private static final int AS_IT_IS = openblas_nolapack.CblasNoTrans;
    private static final int TRANSPOSED = openblas_nolapack.CblasTrans;

    private Products() {}

    /**
     * {@code into = a b}.
     *
     * @param a {@code [rows, inner]}
     * @param b {@code [inner, columns]}
     */
    static void put(FloatPointer into, FloatPointer a, FloatPointer b, int rows, int inner, int columns) {
        call(AS_IT_IS, AS_IT_IS, into, a, inner, b, columns, 0, rows, inner, columns);
    }

    /**
     * {@code into += a b^T}.
     *
     * @param a {@code [rows, inner]}
     * @param b {@code [columns, inner]}
     */
    static void addTransposed(FloatPointer into, FloatPointer a, FloatPointer b, int rows, int inner, int columns) {
        call(AS_IT_IS, TRANSPOSED, into, a, inner, b, inner, 1, rows, inner, columns);
    }

    /**
     * {@code into = a^T b}.
     *
     * @param a {@code [inner, rows]}
     * @param b {@code [inner, columns]}
     */
    static void putOverRows(FloatPointer into, FloatPointer a, FloatPointer b, int rows, int inner, int columns) {
        call(TRANSPOSED, AS_IT_IS, into, a, rows, b, columns, 0, rows, inner, columns);
    }

    private static void call(
            int formOfA,
            int formOfB,
            FloatPointer into,
            FloatPointer a,
            int widthOfA,
            FloatPointer b,
            int widthOfB,
            float keep,
            int rows,
            int inner,
            int columns) {
        openblas_nolapack.cblas_sgemm(
                BY_ROWS, formOfA, formOfB, rows, columns, inner, 1, a, widthOfA, b, widthOfB, keep, into, columns);
    }
}
