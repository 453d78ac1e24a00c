package io.steadygrad.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells whether this machine can run studies, and what would stand in the way. */
@Command(
        name = "doctor",
        description = "Check this machine: Java, native libraries, memory, cores, disk. Exit code 0 when it is fit.")
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    DoctorCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = new Examination().examine(Path.of("").toAbsolutePath());
        for (Finding finding : findings) {
            out.println(finding.line(Terminal.OUT));
            out.flush();
        }
        long ill =
                findings.stream().filter(f -> f.health() == Finding.Health.ILL).count();
        long warned = findings.stream()
                .filter(f -> f.health() == Finding.Health.WARNING)
                .count();
        out.println();
        out.println(
                ill > 0
                        ? "not fit: mend what is marked FAIL"
                        : warned > 0 ? "fit, with " + warned + (warned == 1 ? " warning" : " warnings") : "fit");
        return ill > 0 ? Exit.FAILED : Exit.DONE;
    }
}
