package io.steadygrad.study;

import io.steadygrad.data.DataSource;
import io.steadygrad.data.Rows;
import io.steadygrad.data.Split;
import io.steadygrad.preprocess.Preprocessor;
import io.steadygrad.training.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The data of a study: each source loaded once, each preprocessing done once. Not thread-safe. */
final class Datasets {
    private final Map<List<@Nullable Object>, Split> raw;
    private final Map<List<@Nullable Object>, String> digests;
    private final Map<List<@Nullable Object>, PreparedData> prepared;

    /** Keeps all. */
    Datasets() {
        this(Integer.MAX_VALUE);
    }

    /** @param most how many of each kind are kept: those that were asked for last */
    Datasets(int most) {
        raw = new Latest<>(most);
        digests = new Latest<>(most);
        prepared = new Latest<>(most);
    }

    private static final class Latest<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;
        private final int most;

        Latest(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }

    Split raw(DataSource source, @Nullable Rows validation, @Nullable Task task) throws IOException {
        List<@Nullable Object> key = Arrays.asList(source, validation, task);
        Split split = raw.get(key);
        if (split == null) {
            Split loaded = source.load(validation);
            split = task == null
                    ? loaded
                    : task == Task.CLASSIFICATION ? loaded.asClassification() : loaded.asRegression();
            raw.put(key, split);
        }
        return split;
    }

    PreparedData prepared(DataSource source, @Nullable Rows validation, @Nullable Task task, List<Preprocessor> chain)
            throws IOException {
        Split split = raw(source, validation, task);
        List<@Nullable Object> key = new ArrayList<>(Arrays.asList(source, validation, task));
        String digest = digests.computeIfAbsent(Arrays.asList(source, validation, task), unseen -> split.digest());
        key.addAll(chain);
        PreparedData data = prepared.get(key);
        if (data == null) {
            data = PreparedData.of(split, chain, digest);
            prepared.put(key, data);
        }
        return data;
    }
}
