package io.steadygrad.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Char;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sinks;
import us.hebi.matlab.mat.types.Sources;

/**
 * MATLAB's .mat (level 5, as {@code save -v6} and {@code -v7} write it): arrays by name, for MATLAB and Octave.
 *
 * <p><b>Names.</b> MATLAB's variables have letters, digits and underscores, 63 at most: every other character becomes an underscore ({@code hidden.0.weight}
 * is {@code hidden_0_weight}), and two that become the same get a number. A cell array {@value #NAMES} holds the real ones, which {@link #read} gives back.
 * <p><b>Shapes.</b> A scalar is 1 x 1, a vector of n is n x 1; both come back as vectors. Element (i, j) is the same there, though MATLAB keeps
 * columns together. <b>Types.</b> float16 becomes single; texts a cell array of char vectors.
 * <p><b>Errors.</b> {@link FormatException} for what is no such file (level 7.3 is HDF5 and not read), and for complex, sparse and other variables that are no arrays of numbers or texts. Written
 * atomically.
 */
public final class MatFile {
    private static final String NAMES = "array_names";
    private static final int LONGEST = 63;

    private MatFile() {}

    public static void write(Path file, Map<String, NdArray> arrays) throws IOException {
        Map<String, String> variables = variables(arrays.keySet());
        try (Mat5File mat = Mat5.newMatFile()) {
            arrays.forEach((name, array) -> mat.addArray(variables.get(name), array(array)));
            if (!arrays.isEmpty() && !arrays.containsKey(NAMES)) {
                Cell names = Mat5.newCell(arrays.size(), 2);
                int row = 0;
                for (String name : arrays.keySet()) {
                    names.set(row, 0, Mat5.newString(variables.get(name)));
                    names.set(row, 1, Mat5.newString(name));
                    row++;
                }
                mat.addArray(NAMES, names);
            }
            // Compressed, incompressible numbers grow by less than a thousandth.
            long room = mat.getUncompressedSerializedSize();
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(room + room / 64 + (1 << 16)));
            Mat5.newWriter(Sinks.wrap(content)).writeMat(mat);
            AtomicFile.write(file, out -> out.write(content.array(), 0, content.position()));
        }
    }

    /** What MATLAB can call each array. */
    private static Map<String, String> variables(Iterable<String> names) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String name : names) {
            String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
            if (plain.isEmpty() || !Character.isLetter(plain.charAt(0))) {
                plain = "x" + plain;
            }
            String free = cut(plain, "");
            for (int i = 2; variables.containsValue(free) || free.equals(NAMES); i++) {
                free = cut(plain, "_" + i);
            }
            variables.put(name, free);
        }
        return variables;
    }

    private static String cut(String name, String end) {
        return name.substring(0, Math.min(name.length(), LONGEST - end.length())) + end;
    }

    private static Array array(NdArray array) {
        if (array.type() == NdArray.Type.TEXT) {
            List<String> texts = array.toTexts();
            Cell cell = Mat5.newCell(texts.size(), 1);
            for (int i = 0; i < texts.size(); i++) {
                cell.set(i, Mat5.newString(texts.get(i)));
            }
            return cell;
        }
        int[] shape = array.shape().stream().mapToInt(Integer::intValue).toArray();
        int[] dimensions = shape.length >= 2 ? shape : new int[] {shape.length == 0 ? 1 : shape[0], 1};
        Matrix matrix = array.type() == NdArray.Type.BOOL
                ? logical(dimensions)
                : Mat5.newMatrix(dimensions, type(array.type()));
        boolean whole = !array.type().floating();
        long[] longs = whole ? array.toLongs() : new long[0];
        double[] doubles = whole ? new double[0] : array.toDoubles();
        int[] places = columnMajor(dimensions);
        for (int i = 0; i < places.length; i++) {
            if (whole) {
                matrix.setLong(places[i], longs[i]);
            } else {
                matrix.setDouble(places[i], doubles[i]);
            }
        }
        return matrix;
    }

    /** The library's own logical arrays are of int8, which MATLAB and Octave take for numbers. */
    private static Matrix logical(int... dimensions) {
        return Mat5.newNumerical(dimensions, MatlabType.UInt8, true, false, new BufferAllocator() {
            @Override
            public ByteBuffer allocate(int bytes) {
                return ByteBuffer.allocate(bytes);
            }

            @Override
            public void release(ByteBuffer buffer) {}
        });
    }

    private static MatlabType type(NdArray.Type type) {
        return switch (type) {
            case FLOAT16, FLOAT32 -> MatlabType.Single;
            case FLOAT64 -> MatlabType.Double;
            case INT8 -> MatlabType.Int8;
            case INT16 -> MatlabType.Int16;
            case INT32 -> MatlabType.Int32;
            case INT64 -> MatlabType.Int64;
            case UINT8, BOOL, TEXT -> MatlabType.UInt8;
        };
    }

    /** Where each element, counted with the last index fastest, stands with the first index fastest. */
    private static int[] columnMajor(int... shape) {
        int[] strides = new int[shape.length];
        int size = 1;
        for (int d = 0; d < shape.length; d++) {
            strides[d] = size;
            size = Math.multiplyExact(size, shape[d]);
        }
        int[] places = new int[size];
        int[] at = new int[shape.length];
        int place = 0;
        for (int i = 0; i < size; i++) {
            places[i] = place;
            for (int d = shape.length - 1; d >= 0; d--) {
                at[d]++;
                place += strides[d];
                if (at[d] < shape[d]) {
                    break;
                }
                place -= strides[d] * shape[d];
                at[d] = 0;
            }
        }
        return places;
    }

    /** All arrays of the file, by their real names where the file has them. */
    public static Map<String, NdArray> read(Path file) throws IOException {
        AtomicFile.requireReadable(file);
        try (Mat5File mat = Mat5.newReader(Sources.wrap(ByteBuffer.wrap(Files.readAllBytes(file))))
                .readMat()) {
            Map<String, String> names = Collections.emptyMap();
            for (us.hebi.matlab.mat.types.MatFile.Entry entry : mat.getEntries()) {
                if (entry.getName().equals(NAMES) && entry.getValue() instanceof Cell cell) {
                    names = names(cell);
                }
            }
            Map<String, NdArray> arrays = new LinkedHashMap<>();
            for (us.hebi.matlab.mat.types.MatFile.Entry entry : mat.getEntries()) {
                if (!entry.getName().equals(NAMES)) {
                    arrays.put(
                            names.getOrDefault(entry.getName(), entry.getName()),
                            array(file + ": variable '" + entry.getName() + "'", entry.getValue()));
                }
            }
            return arrays;
        } catch (FormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new FormatException(
                    file + " is no .mat file that can be read (" + e.getMessage()
                            + "); in MATLAB write it with save -v7",
                    e);
        }
    }

    private static Map<String, String> names(Cell cell) {
        Map<String, String> names = new LinkedHashMap<>();
        int rows = cell.getNumRows();
        for (int row = 0; row < rows && cell.getNumCols() == 2; row++) {
            names.put(text(cell.getChar(row, 0)), text(cell.getChar(row, 1)));
        }
        return names;
    }

    private static String text(Char array) {
        return array.getNumElements() == 0 ? "" : array.getString();
    }

    private static NdArray array(String source, Array value) {
        if (value instanceof Cell cell) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < cell.getNumElements(); i++) {
                if (!(cell.get(i) instanceof Char each)) {
                    throw new FormatException(source + " is a cell array of more than texts");
                }
                texts.add(text(each));
            }
            return NdArray.ofTexts(texts);
        }
        if (value instanceof Char one) {
            return NdArray.ofTexts(List.of(text(one)));
        }
        if (!(value instanceof Matrix matrix) || matrix.isComplex()) {
            throw new FormatException(source + " is no array of real numbers, but " + value.getType());
        }
        int[] dimensions = matrix.getDimensions();
        List<Integer> shape = dimensions.length == 2 && dimensions[1] == 1
                ? List.of(dimensions[0])
                : Arrays.stream(dimensions).boxed().toList();
        int[] places = columnMajor(dimensions);
        if (matrix.isLogical()) {
            boolean[] truths = new boolean[places.length];
            for (int i = 0; i < places.length; i++) {
                truths[i] = matrix.getBoolean(places[i]);
            }
            return NdArray.of(truths, shape);
        }
        return switch (matrix.getType()) {
            case Double -> {
                double[] values = new double[places.length];
                for (int i = 0; i < places.length; i++) {
                    values[i] = matrix.getDouble(places[i]);
                }
                yield NdArray.of(values, shape);
            }
            case Single -> {
                float[] values = new float[places.length];
                for (int i = 0; i < places.length; i++) {
                    values[i] = matrix.getFloat(places[i]);
                }
                yield NdArray.of(values, shape);
            }
            default -> {
                long[] values = new long[places.length];
                for (int i = 0; i < places.length; i++) {
                    values[i] = matrix.getLong(places[i]);
                }
                yield NdArray.of(values, shape);
            }
        };
    }
}
