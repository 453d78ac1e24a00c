package io.steadygrad.data;

import io.steadygrad.spec.Catalog;
import io.steadygrad.spec.Signature;

/** The data sources that study files name under {@code data:}. A new one needs its record and one line here. */
public final class DataSources {
    private DataSources() {}

    /** By name; a source's first component may stand beside its name: {@code {csv: points.csv, target: y}}. */
    public static Catalog<DataSource> catalog() {
        return Catalog.of("data source", DataSource.class)
                .add(Csv.class)
                .add(Inline.class)
                .add(Builtin.class)
                .add(Synthetic.class)
                .add(Idx.class)
                .add(Npz.class)
                .add(Signature.of("java", JavaSource.class));
    }
}
