package io.steadygrad.search;

import io.steadygrad.spec.Catalog;

/**
 * The values that one parameter may take, laid over the unit interval: every sampler works on [0, 1), and a range says which
 * value a place there means.
 */
public sealed interface Range {

    /** The value at {@code u} in [0, 1), as a study file writes it; of a list its index. */
    String at(double u);

    /** How many values there are; 0 where there is a continuum. */
    int size();

    /** All ranges that study files can name; a list needs no name. */
    static Catalog<Range> catalog() {
        return Catalog.of("range", Range.class)
                .add(Log.class)
                .add(Uniform.class)
                .add(Int.class);
    }

    /** Uniform in the logarithm between two positive numbers; six digits. */
    record Log(double low, double high) implements Range {
        public Log {
            Ranges.ordered("log", low, high);
            if (!(low > 0)) {
                throw new IllegalArgumentException("log needs 0 < low, found low " + low + "; uniform may start at 0");
            }
        }

        @Override
        public String at(double u) {
            return Ranges.sixDigits(Math.exp(Math.log(low) + u * (Math.log(high) - Math.log(low))), low, high);
        }

        @Override
        public int size() {
            return 0;
        }
    }

    /** Uniform between two numbers; six digits. */
    record Uniform(double low, double high) implements Range {
        public Uniform {
            Ranges.ordered("uniform", low, high);
        }

        @Override
        public String at(double u) {
            return Ranges.sixDigits(low + u * (high - low), low, high);
        }

        @Override
        public int size() {
            return 0;
        }
    }

    /** Whole numbers, both ends included. */
    record Int(int low, int high) implements Range {
        public Int {
            Ranges.ordered("int", low, high);
        }

        @Override
        public String at(double u) {
            return Long.toString(low + (long) Math.floor(u * size()));
        }

        @Override
        public int size() {
            return Math.toIntExact((long) high - low + 1);
        }
    }

    /** One of so many listed values. */
    record Listed(int size) implements Range {
        @Override
        public String at(double u) {
            return Integer.toString((int) Math.floor(u * size));
        }
    }
}
