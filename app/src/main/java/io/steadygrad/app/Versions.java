package io.steadygrad.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions of steady, of Java and of the engine, known without loading anything native. */
final class Versions implements IVersionProvider {
    private static final Properties BUILT = read();

    static String steady() {
        return BUILT.getProperty("steady", "unknown");
    }

    /** {@code 2.10.0-1.5.13} is LibTorch 2.10.0 as JavaCPP 1.5.13 presents it. */
    static String libTorch() {
        return BUILT.getProperty("pytorch", "unknown").replaceFirst("-.*", "");
    }

    static String javaCpp() {
        return BUILT.getProperty("pytorch", "unknown").replaceFirst("^[^-]*-", "");
    }

    static String platform() {
        return BUILT.getProperty("platform", "unknown");
    }

    static String java() {
        return System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")";
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "steady " + steady(),
            "Java " + java(),
            "LibTorch " + libTorch() + " (JavaCPP " + javaCpp() + ", " + platform() + ")"
        };
    }

    private static Properties read() {
        Properties properties = new Properties();
        try (InputStream in = Objects.requireNonNull(
                Versions.class.getResourceAsStream("versions.properties"), "versions.properties")) {
            properties.load(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return properties;
    }
}
