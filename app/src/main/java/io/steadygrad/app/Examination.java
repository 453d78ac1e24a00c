package io.steadygrad.app;

import com.sun.management.OperatingSystemMXBean;
import io.steadygrad.kernel.Kernels;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What {@code steady doctor} looks at. Each check stands alone: one that fails does not hide the others. */
final class Examination {
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;
    /** LibTorch and OpenBLAS unpacked, with room to spare (445 MB measured). */
    private static final long ENGINE_UNPACKED = 600 * MIB;

    List<Finding> examine(Path workingFolder) {
        return List.of(
                Finding.ok(
                        "steady",
                        Versions.steady() + " on " + System.getProperty("os.name") + " "
                                + System.getProperty("os.arch")),
                java(Runtime.version()),
                memory(),
                cores(),
                kernels(),
                cache(),
                engine(),
                store(),
                writable(workingFolder));
    }

    static Finding java(Runtime.Version version) {
        String found = version + " (" + System.getProperty("java.vendor") + "), " + System.getProperty("java.home");
        boolean corruptsPinnedArrays = version.feature() == 25 && version.interim() == 0 && version.update() <= 2;
        if (corruptsPinnedArrays) {
            return Finding.warning(
                    "Java",
                    found + ": 25.0.0 to 25.0.2 can corrupt arrays that native code holds when the G1 collector runs;"
                            + " use 25.0.3 or newer, or keep -XX:+UseSerialGC as the steady command does");
        }
        return Finding.ok("Java", found);
    }

    private static Finding memory() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long available = availableMemory();
        String found = String.format(
                Locale.ROOT,
                "%s free of %s; Java's heap may take %s",
                Words.bytes(available),
                Words.bytes(system.getTotalMemorySize()),
                Words.bytes(Runtime.getRuntime().maxMemory()));
        if (available < GIB / 2) {
            return Finding.ill("memory", found + ": a trial needs about 0.5 GB");
        }
        return available < 2 * GIB
                ? Finding.warning("memory", found + ": run with --workers 1")
                : Finding.ok("memory", found);
    }

    /** Linux counts its file cache as used; what it would give back is in MemAvailable. */
    static long availableMemory() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .map(bytes -> Math.min(bytes, system.getTotalMemorySize()))
                    .findFirst()
                    .orElseGet(system::getFreeMemorySize);
        } catch (IOException | RuntimeException notLinux) {
            return system.getFreeMemorySize();
        }
    }

    private static Finding cores() {
        int cores = Runtime.getRuntime().availableProcessors();
        String asked = System.getenv("OMP_NUM_THREADS");
        return Finding.ok(
                "cores",
                cores + " usable: --workers auto runs " + cores + (cores == 1 ? " trial" : " trials") + " at a time"
                        + (asked == null ? "" : "; OMP_NUM_THREADS=" + asked));
    }

    /** Vector kernels are several times faster than plain ones; results are the same. */
    private static Finding kernels() {
        return Finding.ok("kernels", Kernels.description());
    }

    private static Finding cache() {
        try {
            File folder = Loader.getCacheDir();
            boolean unpacked = new File(
                            folder,
                            "pytorch-" + Versions.libTorch() + "-" + Versions.javaCpp() + "-" + Versions.platform()
                                    + ".jar")
                    .exists();
            long free = folder.getUsableSpace();
            String found = folder + ", " + Words.bytes(free) + " free";
            if (unpacked) {
                return Finding.ok("cache", found + ", engine unpacked");
            }
            return free < ENGINE_UNPACKED
                    ? Finding.ill(
                            "cache",
                            found + ": unpacking the engine needs " + Words.bytes(ENGINE_UNPACKED)
                                    + "; -Dorg.bytedeco.javacpp.cachedir=FOLDER in STEADY_OPTS moves it")
                    : Finding.ok("cache", found + ", engine not unpacked yet");
        } catch (IOException unusable) {
            return Finding.ill(
                    "cache",
                    unusable.getMessage()
                            + "; -Dorg.bytedeco.javacpp.cachedir=FOLDER in STEADY_OPTS names another folder");
        }
    }

    private static Finding engine() {
        long start = System.nanoTime();
        try {
            Loader.load(torch.class);
            double sum;
            try (Tensor ones = torch.ones(3, 3);
                    Tensor product = ones.mm(ones);
                    Tensor total = product.sum()) {
                sum = total.item_double();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            if (sum != 27.0) {
                return Finding.ill("LibTorch", "a 3 x 3 product of ones sums to " + sum + " and not to 27");
            }
            return Finding.ok(
                    "LibTorch",
                    String.format(
                            Locale.ROOT,
                            "%s, loaded and tried in %.2f s; a trial uses 1 thread unless its study says otherwise",
                            Versions.libTorch(),
                            seconds));
        } catch (LinkageError | RuntimeException broken) {
            return Finding.ill(
                    "LibTorch",
                    "does not load: " + broken + "; built for " + Versions.platform()
                            + " (another one: mvn package -Djavacpp.platform=...)");
        }
    }

    private static Finding store() {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select sqlite_version()")) {
            return Finding.ok("SQLite", row.getString(1));
        } catch (SQLException | LinkageError broken) {
            return Finding.ill(
                    "SQLite",
                    "does not load: " + broken + "; it unpacks into " + System.getProperty("java.io.tmpdir")
                            + ", which must be writable and allow execution");
        }
    }

    private static Finding writable(Path folder) {
        String found = folder + ", " + Words.bytes(folder.toFile().getUsableSpace()) + " free";
        if (!Files.isWritable(folder)) {
            return Finding.warning("folder", found + ": cannot be written; give `steady run` another one with --out");
        }
        return Finding.ok("folder", found);
    }
}
