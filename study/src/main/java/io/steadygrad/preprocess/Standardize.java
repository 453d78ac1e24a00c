package io.steadygrad.preprocess;

/**
 * Every number of a row less its mean, divided by its standard deviation (of the population), over the training rows.
 *
 * <p><b>Edges.</b> A number that is the same in all training rows is only centred: it becomes 0 there, and its difference elsewhere.
 */
public record Standardize() implements Preprocessor {

    @Override
    public RowChange fit(TrainingRows rows) {
        double[] means = Columns.means(rows);
        double[] deviations = Columns.deviations(rows, means);
        return (from, to) -> {
            for (int j = 0; j < to.length; j++) {
                double centred = from[j] - means[j];
                to[j] = (float) (deviations[j] == 0 ? centred : centred / deviations[j]);
            }
        };
    }
}
