package io.steadygrad.report.internal.view;

import io.steadygrad.report.internal.run.Trial;

/**
 * One run looked at closely.
 *
 * @param why it is shown, in words: the median run of its cell, one that diverged, or just another seed
 */
public record RunPicture(Trial trial, int cell, String why, LayerMap layers, Control control) {

    /** Shown because it is its cell's median run. */
    public static final String MEDIAN = "median run";
}
