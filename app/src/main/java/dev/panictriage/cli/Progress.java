// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells a person at a terminal that the program is still at work, once that takes longer than a second. */
final class Progress implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 1000;

    private final PrintStream err;
    private final boolean debug;
    private final long start = System.nanoTime();
    private final CountDownLatch done = new CountDownLatch(1);
    private final @Nullable Thread watcher;

    private Progress(PrintStream err, Path input, boolean debug) {
        this.err = err;
        this.debug = debug;
        watcher = Terminal.isError() && !debug ? Thread.ofPlatform().daemon().start(() -> watch(input)) : null;
    }

    static Progress on(PrintStream err, Path input, boolean debug) {
        return new Progress(err, input, debug);
    }

    private void watch(Path input) {
        try {
            long seconds = 0;
            while (!done.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                seconds++;
                err.print("\rpanic-triage: reading " + input.getFileName() + " ... " + seconds + " s");
                err.flush();
            }
            if (seconds > 0) {
                err.print("\r\033[K");
                err.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void step(String name) {
        if (debug) {
            err.printf("panic-triage: %5d ms  %s%n", (System.nanoTime() - start) / 1_000_000, name);
        }
    }

    @Override
    public void close() {
        done.countDown();
        if (watcher != null) {
            try {
                watcher.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
