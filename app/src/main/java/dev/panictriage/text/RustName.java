// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import org.jspecify.annotations.Nullable;

/**
 * Names of Rust's functions as their source has them: {@code _RNvMs3_NtCshgDM7dBCdno_11rust_binder7processNtB5_7Process10update_ref}
 * is {@code <rust_binder::process::Process>::update_ref}. The format is Rust's symbol mangling version 0 (RFC 2603), which
 * the kernel's Makefile asks for. Generic arguments, lifetimes and instantiating crates are read and not shown.
 */
final class RustName {
    private static final String PREFIX = "_R";

    /** Deeper nesting is no real symbol's. */
    private static final int MAX_DEPTH = 64;

    /** A name that back references make longer is shown as the symbol. */
    private static final int MAX_LENGTH = 512;

    private static final int BASE = 62;

    /** Crates whose functions only serve their callers: the standard library, and the compiler's runtime. */
    private static final String[] LIBRARY = {
        "core::", "<core::", "alloc::", "<alloc::", "compiler_builtins::", "__rustc::"
    };

    private final String symbol;
    private final StringBuilder name = new StringBuilder();
    private int at = PREFIX.length();
    private int depth;
    private boolean silent;

    private RustName(String symbol) {
        this.symbol = symbol;
    }

    /** The function's path; the symbol itself if it is none of Rust's. */
    static String of(String symbol) {
        if (!symbol.startsWith(PREFIX)) {
            return symbol;
        }
        try {
            RustName parser = new RustName(symbol);
            parser.path();
            return parser.name.isEmpty() ? symbol : parser.name.toString();
        } catch (UnknownFormException e) {
            return symbol;
        }
    }

    /** Whether it is of the standard library, or the helper in C that {@code BUG()} needs. */
    static boolean isLibrary(String symbol) {
        if (symbol.startsWith("rust_helper_") || symbol.equals("rust_begin_unwind")) {
            return true;
        }
        return symbol.startsWith(PREFIX) && Machinery.starts(LIBRARY, of(symbol));
    }

    private void path() {
        enter();
        switch (next()) {
            case 'C' -> identifier(true);
            case 'M' -> {
                implPath();
                append("<");
                type();
                append(">");
            }
            case 'X' -> {
                implPath();
                implementation();
            }
            case 'Y' -> implementation();
            case 'N' -> nested();
            case 'I' -> {
                path();
                while (!found('E')) {
                    silently(this::genericArgument);
                }
            }
            case 'B' -> backReference(this::path);
            default -> throw new UnknownFormException();
        }
        depth--;
    }

    /** {@code <T as Trait>}. */
    private void implementation() {
        append("<");
        type();
        append(" as ");
        path();
        append(">");
    }

    /** The path of the impl block itself, which is not shown. */
    private void implPath() {
        silently(() -> {
            disambiguator();
            path();
        });
    }

    private void nested() {
        char namespace = next();
        path();
        if (namespace == 'C') {
            append("::{closure}");
            identifier(false);
        } else if (namespace == 'S') {
            append("::{shim}");
            identifier(false);
        } else {
            append("::");
            identifier(true);
        }
    }

    private void genericArgument() {
        if (found('L')) {
            number();
        } else if (found('K')) {
            constant();
        } else {
            type();
        }
    }

    private void type() {
        enter();
        char c = next();
        switch (c) {
            case 'A' -> {
                append("[");
                type();
                append("]");
                silently(this::constant);
            }
            case 'S' -> {
                append("[");
                type();
                append("]");
            }
            case 'T' -> {
                append("(");
                for (boolean first = true; !found('E'); first = false) {
                    append(first ? "" : ", ");
                    type();
                }
                append(")");
            }
            case 'R', 'Q' -> {
                append(c == 'R' ? "&" : "&mut ");
                if (found('L')) {
                    number();
                }
                type();
            }
            case 'P', 'O' -> {
                append(c == 'P' ? "*const " : "*mut ");
                type();
            }
            case 'B' -> backReference(this::type);
            default -> {
                String basic = basicType(c);
                if (basic != null) {
                    append(basic);
                } else {
                    at--;
                    path();
                }
            }
        }
        depth--;
    }

    private static @Nullable String basicType(char c) {
        return switch (c) {
            case 'a' -> "i8";
            case 'b' -> "bool";
            case 'c' -> "char";
            case 'd' -> "f64";
            case 'e' -> "str";
            case 'f' -> "f32";
            case 'h' -> "u8";
            case 'i' -> "isize";
            case 'j' -> "usize";
            case 'l' -> "i32";
            case 'm' -> "u32";
            case 'n' -> "i128";
            case 'o' -> "u128";
            case 'p' -> "_";
            case 's' -> "i16";
            case 't' -> "u16";
            case 'u' -> "()";
            case 'x' -> "i64";
            case 'y' -> "u64";
            case 'z' -> "!";
            default -> null;
        };
    }

    /** Of a number's type and digits, or {@code p} for one that is not known. */
    private void constant() {
        if (found('p')) {
            return;
        }
        if (found('B')) {
            backReference(this::constant);
            return;
        }
        next();
        while (!found('_')) {
            next();
        }
    }

    private void identifier(boolean shown) {
        disambiguator();
        if (found('u')) {
            throw new UnknownFormException();
        }
        int end = Chars.skipDigits(symbol, at);
        if (end == at || end - at > 4) {
            throw new UnknownFormException();
        }
        int length = Integer.parseInt(symbol.substring(at, end));
        at = end + (Chars.at(symbol, end, '_') ? 1 : 0);
        if (at + length > symbol.length()) {
            throw new UnknownFormException();
        }
        if (shown) {
            append(symbol.substring(at, at + length));
        }
        at += length;
    }

    private void disambiguator() {
        if (found('s')) {
            number();
        }
    }

    /** Of base 62, ended by an underscore, which alone is zero; of a crate's hash, which has 64 bits, those. */
    private long number() {
        long value = 0;
        if (found('_')) {
            return value;
        }
        for (char c = next(); c != '_'; c = next()) {
            int digit = Chars.isDigit(c)
                    ? c - '0'
                    : c >= 'a' && c <= 'z' ? c - 'a' + 10 : c >= 'A' && c <= 'Z' ? c - 'A' + 36 : BASE;
            if (digit == BASE) {
                throw new UnknownFormException();
            }
            value = value * BASE + digit;
        }
        return value + 1;
    }

    private void backReference(Runnable part) {
        int from = at - 1;
        long target = number() + PREFIX.length();
        if (target < PREFIX.length() || target >= from) {
            throw new UnknownFormException();
        }
        int resume = at;
        if (!silent) {
            at = (int) target;
            part.run();
            at = resume;
        }
    }

    private void silently(Runnable part) {
        boolean before = silent;
        silent = true;
        part.run();
        silent = before;
    }

    private void append(String text) {
        if (!silent) {
            name.append(text);
        }
        if (name.length() > MAX_LENGTH) {
            throw new UnknownFormException();
        }
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw new UnknownFormException();
        }
    }

    private boolean found(char c) {
        if (!Chars.at(symbol, at, c)) {
            return false;
        }
        at++;
        return true;
    }

    private char next() {
        if (at >= symbol.length()) {
            throw new UnknownFormException();
        }
        return symbol.charAt(at++);
    }

    /** No symbol, or of a form that functions' names hardly have. */
    private static final class UnknownFormException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownFormException() {
            super(null, null, false, false);
        }
    }
}
