package io.steadygrad.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.UUID;

/**
 * Who holds a lease: {@code host/process/start of the process/a random part}. The first three tell, on the same host, whether the
 * process still lives, so that a killed run's trials need not wait for their leases to expire.
 */
public final class Owner {
    private static final String HOST = host();

    private Owner() {}

    /** A new owner in this process. */
    public static String create() {
        ProcessHandle here = ProcessHandle.current();
        return HOST + "/" + here.pid() + "/" + start(here) + "/" + UUID.randomUUID();
    }

    /** Whether the owner is certainly gone: it lived on this host, and its process is not there any more. */
    public static boolean isDead(String owner) {
        String[] parts = owner.split("/");
        if (parts.length != 4 || !parts[0].equals(HOST)) {
            return false;
        }
        return ProcessHandle.of(Long.parseLong(parts[1]))
                .filter(ProcessHandle::isAlive)
                .map(process -> !start(process).equals(parts[2]))
                .orElse(true);
    }

    private static String start(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(Instant::toEpochMilli)
                .map(String::valueOf)
                .orElse("0");
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName().replace('/', '-');
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
