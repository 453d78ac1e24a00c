package io.steadygrad.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who holds a lease: {@code host/process/start of the process/a random part}. The first three tell, on the same host, whether the
 * process still lives, so that a killed run's trials need not wait for their leases to expire.
 *
 * <p>On Linux a host is also told apart by its boot and by its numbering of processes, since machines and containers may share a name; and
 * the start is counted from the boot, since the time of the day may be set while a process lives.
 */
public final class Owner {
    private static final String HOST = host();
    /** Of {@code /proc/PID/stat}: after the program's name in brackets, which may hold anything. */
    private static final int START_AFTER_NAME = 19;

    private static final Set<String> LIVING_HERE = ConcurrentHashMap.newKeySet();

    private Owner() {}

    /** A new owner in this process, which lives until {@link #end}. */
    public static String create() {
        long pid = ProcessHandle.current().pid();
        String owner = HOST + "/" + pid + "/" + start(pid) + "/" + UUID.randomUUID();
        LIVING_HERE.add(owner);
        return owner;
    }

    /** Whoever it was holds nothing any more, though the process lives on and the store may not have heard of it. */
    public static void end(String owner) {
        LIVING_HERE.remove(owner);
    }

    /** Whether the owner is certainly gone: it lived on this host, and its process is not there any more, or is this one and it has ended. */
    public static boolean isDead(String owner) {
        String[] parts = owner.split("/");
        if (parts.length != 4 || !parts[0].equals(HOST)) {
            return false;
        }
        long pid = Long.parseLong(parts[1]);
        if (pid == ProcessHandle.current().pid()) {
            return !LIVING_HERE.contains(owner);
        }
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(process -> !start(pid).equals(parts[2]))
                .orElse(true);
    }

    private static String start(long pid) {
        String stat = read(Path.of("/proc/" + pid + "/stat"));
        if (!stat.isEmpty()) {
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[START_AFTER_NAME];
        }
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().startInstant())
                .map(Instant::toEpochMilli)
                .map(String::valueOf)
                .orElse("0");
    }

    private static String host() {
        String boot = read(Path.of("/proc/sys/kernel/random/boot_id")).replaceFirst("-.*", "");
        return (hostName() + "-" + boot + "-" + processes()).replace('/', '-').replaceFirst("-+$", "");
    }

    /** Of this host, as it calls itself; {@code localhost} where it has no name. */
    public static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** The number of the space in which processes have their numbers; empty but on Linux. */
    private static String processes() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
                    .toString()
                    .replaceAll("[^0-9]", "");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return "";
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException notLinux) {
            return "";
        }
    }
}
