// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The documents of the signatures, one page each: {@code signatures/ID.md} beside the rules. */
public final class Signatures {
    private Signatures() {}

    /** The ids of all signatures, in alphabetical order. */
    public static List<String> ids() {
        return read("signatures/index")
                .map(String::lines)
                .map(lines -> lines.filter(line -> !line.isBlank()).toList())
                .orElse(List.of());
    }

    /** The page of a signature; empty if there is none of that id. */
    public static Optional<String> document(String id) {
        return ids().contains(id) ? read("signatures/" + id + ".md") : Optional.empty();
    }

    private static Optional<String> read(String resource) {
        try (InputStream in = Signatures.class.getResourceAsStream(resource)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
