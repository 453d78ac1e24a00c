package io.steadygrad.ranks;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;

/** Where ranks find each other. */
public sealed interface Rendezvous {

    /** How long to wait for the others. */
    Duration patience();

    /** The address of this process that the others connect to. */
    String address();

    /** Opens the place where ranks leave their addresses. */
    Store open(int rank, int size);

    /**
     * Ranks on one host: a file that all of them can write, and connections on the loopback interface only.
     *
     * @param file that no earlier group has used
     */
    record Local(Path file, Duration patience) implements Rendezvous {
        @Override
        public String address() {
            return "127.0.0.1";
        }

        @Override
        public Store open(int rank, int size) {
            Store store = new FileStore(file.toString(), size);
            store.setTimeout(new Milliseconds(patience.toMillis()));
            return store;
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }

    /**
     * Ranks on several hosts: rank 0 listens at a host and port that all of them reach. Gradients travel between the addresses that
     * lead there. The meeting point itself listens on every interface of rank 0's host, as LibTorch's store does.
     */
    record Hosts(String host, int port, Duration patience) implements Rendezvous {
        private static final int TRY_MILLIS = 250;

        public Hosts {
            if (host.isBlank() || port < 1 || port > 65_535) {
                throw new IllegalArgumentException(
                        "Ranks meet at HOST:PORT with a port from 1 to 65535, given: " + host + ":" + port);
            }
        }

        /**
         * Reads {@code HOST:PORT}; ranks wait there for each other for ten minutes, long enough for people to start them.
         *
         * @throws IllegalArgumentException when it is no such text
         */
        public static Hosts parse(String text) {
            int colon = text.lastIndexOf(':');
            if (colon < 1 || !text.substring(colon + 1).matches("\\d{1,5}")) {
                throw new IllegalArgumentException(
                        "Ranks meet at HOST:PORT, such as 192.168.0.7:29500; given: '" + text + "'");
            }
            return new Hosts(
                    text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)), Duration.ofMinutes(10));
        }

        @Override
        public String address() {
            try (DatagramSocket probe = new DatagramSocket()) {
                probe.connect(new InetSocketAddress(host, port)); // sends nothing, asks for the way
                return probe.getLocalAddress().getHostAddress();
            } catch (IOException | RuntimeException unreachable) {
                throw new IllegalArgumentException(
                        "There is no way from here to " + host + " (" + unreachable.getMessage() + ")", unreachable);
            }
        }

        @Override
        public Store open(int rank, int size) {
            if (rank > 0 && !appears()) {
                throw new LostRankException("nobody listens at " + this + "; rank 0 is started there", null);
            }
            TCPStoreOptions options = new TCPStoreOptions();
            options.port((short) port).isServer(rank == 0).waitWorkers(false);
            options.timeout(new Milliseconds(patience.toMillis()));
            return new TCPStore(host, options);
        }

        /** Waits until rank 0 listens; false where patience ends before. LibTorch would print a page for each try. */
        public boolean appears() {
            long end = System.nanoTime() + patience.toNanos();
            while (true) {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(host, port), 5_000);
                    return true;
                } catch (IOException notYet) {
                    if (System.nanoTime() > end) {
                        return false;
                    }
                    sleep();
                }
            }
        }

        private static void sleep() {
            try {
                Thread.sleep(TRY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for rank 0", e);
            }
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
