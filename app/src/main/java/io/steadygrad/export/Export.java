package io.steadygrad.export;

import io.steadygrad.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes what a run has recorded into a folder, in one format. */
public interface Export {

    /** A trial that came to an end, with what it left. */
    record Recorded(
            String id,
            String workload,
            String method,
            String optimizer,
            long seed,
            Trace trace,
            Map<String, io.steadygrad.formats.NdArray> weights) {}

    /** What became of all trials, a column for each thing that is known of them. */
    void results(Path folder, List<Column> columns) throws IOException;

    /** What one trial has left. */
    void trial(Path folder, Recorded trial) throws IOException;
}
