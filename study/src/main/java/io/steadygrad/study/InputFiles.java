package io.steadygrad.study;

import io.steadygrad.data.DataSource;
import io.steadygrad.model.ModelSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Digests of the files that workloads' data and models come from. Each file is read once. Not thread-safe. */
final class InputFiles {
    private final Map<Path, String> digests = new HashMap<>();

    /** SHA-256 by absolute path. */
    SortedMap<String, String> of(DataSource source, ModelSpec model) {
        SortedMap<String, String> digested = new TreeMap<>();
        Stream.concat(source.files().stream(), model.files().stream())
                .map(file -> file.toAbsolutePath().normalize())
                .forEach(file -> digested.put(file.toString(), digests.computeIfAbsent(file, InputFiles::digest)));
        return digested;
    }

    /** SHA-256 of what is in a file, 64 hexadecimal digits. */
    static String digest(Path file) {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream bytes = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            bytes.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(bytes.getMessageDigest().digest());
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot read " + file + " (" + e.getMessage() + ")", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
