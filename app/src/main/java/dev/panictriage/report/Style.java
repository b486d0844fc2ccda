// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

/** Colours on a terminal; nothing elsewhere. */
public enum Style {
    PLAIN,
    ANSI;

    String bold(String text) {
        return wrap("1", text);
    }

    String dim(String text) {
        return wrap("2", text);
    }

    String red(String text) {
        return wrap("1;31", text);
    }

    String yellow(String text) {
        return wrap("1;33", text);
    }

    String green(String text) {
        return wrap("1;32", text);
    }

    private String wrap(String code, String text) {
        return this == ANSI ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
