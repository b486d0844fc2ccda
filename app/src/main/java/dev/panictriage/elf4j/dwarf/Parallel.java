// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.concurrent.atomic.AtomicInteger;

/** Work that is done by a few threads, each taking the next part when it is done with one. */
final class Parallel {
    /** More do not make reading faster. */
    private static final int MOST_THREADS = 8;

    private final AtomicInteger next;
    private final int end;
    private volatile boolean stopped;

    /** Parts from {@code start} to {@code end}, exclusive, in order. */
    Parallel(int start, int end) {
        this.next = new AtomicInteger(start);
        this.end = end;
    }

    static int threads() {
        return Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    }

    /** The next part, or -1 if there is none, or all shall stop. */
    int take() {
        if (stopped) {
            return -1;
        }
        int part = next.getAndIncrement();
        return part < end ? part : -1;
    }

    /** Lets nobody begin another part. Parts that were begun are finished, so that those done are all up to some part. */
    void stop() {
        stopped = true;
    }

    /** The first part that nobody took. */
    int reached() {
        return Math.min(next.get(), end);
    }

    interface Worker {
        void run();
    }

    /** Runs all workers to their end, the first on this thread. What a worker throws is thrown here. */
    static void run(Worker[] workers) {
        Throwable[] failures = new Throwable[workers.length];
        Thread[] threads = new Thread[workers.length];
        for (int i = 1; i < workers.length; i++) {
            int index = i;
            threads[i] = new Thread(
                    () -> {
                        try {
                            workers[index].run();
                        } catch (RuntimeException | Error e) {
                            failures[index] = e;
                        }
                    },
                    "dwarf-" + i);
            threads[i].setDaemon(true);
            threads[i].start();
        }
        try {
            workers[0].run();
        } finally {
            for (int i = 1; i < workers.length; i++) {
                join(threads[i]);
            }
        }
        for (Throwable failure : failures) {
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
