package io.steadygrad.app;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Two network namespaces with a cable between them, which see each other and nothing else: two hosts, for a program that only sees the network. */
final class NetworkNamespaces implements AutoCloseable {
    private final Path folder;
    private final String name = "steady" + ProcessHandle.current().pid();

    private NetworkNamespaces(Path folder) {
        this.folder = folder;
    }

    /** Skips the test where the kernel or the user's rights do not allow it. */
    static NetworkNamespaces two(Path folder) throws IOException, InterruptedException {
        var hosts = new NetworkNamespaces(folder);
        try {
            for (int host = 0; host < 2; host++) {
                ip("netns add " + hosts.namespace(host));
            }
            ip("link add " + hosts.device(0) + " netns " + hosts.namespace(0) + " type veth peer name "
                    + hosts.device(1) + " netns " + hosts.namespace(1));
            for (int host = 0; host < 2; host++) {
                String inside = "-n " + hosts.namespace(host);
                ip(inside + " addr add " + hosts.address(host) + "/24 dev " + hosts.device(host));
                ip(inside + " link set " + hosts.device(host) + " up");
                ip(inside + " link set lo up");
            }
            return hosts;
        } catch (IOException refused) {
            hosts.close();
            return abort("needs two network namespaces, which root may have where the kernel knows them: "
                    + refused.getMessage());
        }
    }

    private String namespace(int host) {
        return name + "-" + host;
    }

    private String device(int host) {
        return "sg" + host + "-" + name.substring(6);
    }

    String address(int host) {
        return "10.213.7." + (host + 1);
    }

    /** The launcher, on one of the hosts. */
    Path launcher(int host) throws IOException {
        Path script = folder.resolve("on-host-" + host);
        Files.writeString(
                script,
                "#!/bin/sh\nexec ip netns exec " + namespace(host) + " '" + SteadyProcess.REPOSITORY.resolve("steady")
                        + "' \"$@\"\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** @throws IOException with what the program says, when there is none or it refuses */
    private static void ip(String arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(("ip " + arguments).split(" "))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("ip " + arguments + ": " + said.strip());
        }
    }

    /** The cable goes with its ends. */
    @Override
    public void close() throws InterruptedException {
        for (int host = 0; host < 2; host++) {
            try {
                ip("netns del " + namespace(host));
            } catch (IOException none) {
                // it was not made
            }
        }
    }
}
