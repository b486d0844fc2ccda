// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

/** Which of the standard streams are terminals. Java cannot tell one from another, so the launcher does. */
final class Terminal {
    private static final String STREAMS = System.getProperty("panictriage.terminal", "");

    private Terminal() {}

    static boolean isOutput() {
        return STREAMS.contains("out");
    }

    static boolean isError() {
        return STREAMS.contains("err");
    }
}
