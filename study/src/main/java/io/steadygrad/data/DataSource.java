package io.steadygrad.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a data set comes from: what stands under {@code data:} in a study file. The built-in ones are records in this package
 * ({@link DataSources}); a class of your own with a public constructor without arguments is named by {@code {java: com.example.MyData}}.
 *
 * <p><b>Errors.</b> {@link IllegalArgumentException} for what a user can mend: a missing file, a bad cell, rows that are not there.
 */
public interface DataSource {

    /** Loads the rows; always the same ones for the same source. */
    Split load() throws IOException;

    /**
     * Loads the rows and takes the validation part out of the training part.
     *
     * @param validation null for none. Numbers count rows as {@code train} does: in the whole table where one table holds all rows,
     *     within the training part where training and test rows come apart.
     */
    default Split load(@Nullable Rows validation) throws IOException {
        Split split = load();
        return validation == null ? split : split.withValidation(validation);
    }

    /** The files that loading reads: a trial keeps their digests, so that it is known later which one has changed. */
    default List<Path> files() {
        return List.of();
    }
}
