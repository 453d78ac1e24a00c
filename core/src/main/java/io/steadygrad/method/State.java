package io.steadygrad.method;

import io.steadygrad.gradient.Elements;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one method remembers: named arrays of numbers, and named buffers of which an executor keeps one per tensor, as
 * large as the tensor. Arrays are allocated when the run starts; buffers when the executor first sees the memory type.
 */
public final class State {
    /** Of a method that remembers nothing. */
    public static final State NONE = new State();

    private final Map<String, double[]> arrays = new LinkedHashMap<>();
    private final Map<String, Elements[]> buffers = new LinkedHashMap<>();

    /** An array of zeros under a name. */
    public State array(String name, int length) {
        arrays.put(name, new double[length]);
        return this;
    }

    /** A buffer per tensor under a name, all zeros at the start. */
    public State buffer(String name, int tensors) {
        buffers.put(name, new Elements[tensors]);
        return this;
    }

    /** How many buffers per tensor there are. */
    public int buffers() {
        return buffers.size();
    }

    /** The array itself, to read or to write. */
    public double[] get(String name) {
        double[] array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("This state has no array '" + name + "', only " + arrays.keySet());
        }
        return array;
    }

    /** The buffer of one tensor in host memory, allocated on first use. Half-precision gradients get float32 buffers. */
    public Elements buffer(String name, int tensor, Elements.Type type, int size) {
        return buffer(
                name,
                tensor,
                kept -> kept == null ? Elements.allocate(type.bytes() < 4 ? Elements.Type.FLOAT32 : type, size) : kept);
    }

    /**
     * The buffer of one tensor in an executor's own kind of memory.
     *
     * @param own gives what is to be kept from now on: what it is given where that is of the right kind, else the same numbers in
     *     new memory, or zeros where it is given null
     */
    public Elements buffer(String name, int tensor, Function<@Nullable Elements, Elements> own) {
        Elements[] all = buffers.get(name);
        if (all == null) {
            throw new IllegalArgumentException("This state has no buffer '" + name + "', only " + buffers.keySet());
        }
        Elements kept = own.apply(all[tensor]);
        all[tensor] = kept;
        return kept;
    }

    /** A copy of everything, by name; buffers are called {@code name/tensor}. */
    public Map<String, Elements> save() {
        Map<String, Elements> saved = new TreeMap<>();
        arrays.forEach((name, array) -> saved.put(name, Elements.of(array.clone())));
        buffers.forEach((name, all) -> {
            for (int t = 0; t < all.length; t++) {
                if (all[t] != null) {
                    Elements copy = Elements.allocate(all[t].type(), all[t].size());
                    copy.copyFrom(all[t]);
                    saved.put(name + "/" + t, copy);
                }
            }
        });
        return saved;
    }

    /** Takes over what {@link #save} gave, of the same method over the same layout. */
    public void load(Map<String, Elements> saved) {
        saved.forEach((name, values) -> {
            int slash = name.lastIndexOf('/');
            if (slash < 0) {
                double[] array = get(name);
                if (array.length != values.size()) {
                    throw new IllegalArgumentException("Saved state '" + name + "' has " + values.size()
                            + " numbers, this method keeps " + array.length);
                }
                values.read(0, array, array.length);
            } else {
                int tensor = Integer.parseInt(name.substring(slash + 1));
                Elements mine = buffer(name.substring(0, slash), tensor, values.type(), values.size());
                mine.copyFrom(values);
            }
        });
        // A buffer that the saved run had not touched is zero.
        buffers.forEach((name, all) -> {
            for (int t = 0; t < all.length; t++) {
                if (!saved.containsKey(name + "/" + t)) {
                    all[t] = null;
                }
            }
        });
    }
}
