package io.steadygrad.store;

import java.util.Map;

/** A store that processes without a common file system share; it keeps the files of trials too. */
public interface SharedStore extends Store {

    /** Keeps a file that a trial wrote, in place of an earlier one. To be called before the trial is finished. */
    void keepFile(String id, String path, byte[] content);

    /** The files of a trial, by their path in the run directory. */
    Map<String, byte[]> files(String id);
}
