// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A 64-bit machine word: an address, or what a register holds. Unsigned; shown in hexadecimal everywhere.
 *
 * @param value the 64 bits
 */
public record Word(long value) implements Comparable<Word> {
    public static final Word ZERO = new Word(0);

    public static Word of(long value) {
        return new Word(value);
    }

    /**
     * @param hex up to 16 hexadecimal digits, with or without {@code 0x}
     * @throws NumberFormatException if it is not that
     */
    public static Word parse(String hex) {
        String digits = hex.startsWith("0x") || hex.startsWith("0X") ? hex.substring(2) : hex;
        return new Word(Long.parseUnsignedLong(digits, 16));
    }

    public Word plus(long bytes) {
        return new Word(value + bytes);
    }

    /** The distance in bytes from {@code other} up to this word; negative if this word is below it. */
    public long minus(Word other) {
        return value - other.value;
    }

    public boolean isZero() {
        return value == 0;
    }

    /** Whether this word is in {@code [start, start + bytes)}. */
    public boolean isWithin(Word start, long bytes) {
        return Long.compareUnsigned(value - start.value, bytes) < 0;
    }

    /** The number of bits in which two words differ: 1 is the mark of a flipped bit. */
    public int bitsDifferentFrom(Word other) {
        return Long.bitCount(value ^ other.value);
    }

    @Override
    public int compareTo(Word other) {
        return Long.compareUnsigned(value, other.value);
    }

    /** {@code 0x} and as many digits as needed: small numbers stay readable. */
    public String brief() {
        return "0x" + Long.toHexString(value);
    }

    // Written out: those that a record gets are made of method handles when first called, which costs tens of
    // milliseconds.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Word word && word.value == value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }

    /** {@code 0x} and sixteen digits. */
    @Override
    public String toString() {
        return "0x" + HexFormat.of().toHexDigits(value);
    }
}
