// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

/** What the program's exit code says. Alerting relies on these: they never change lightly. */
final class ExitCode {
    static final int NO_CRASH = 0;
    static final int INTERNAL_ERROR = 1;
    static final int USAGE = 2;
    static final int NOT_READABLE = 3;
    static final int CONFIRMED = 10;
    static final int PROBABLE = 11;
    static final int UNKNOWN_CAUSE = 12;

    private ExitCode() {}
}
