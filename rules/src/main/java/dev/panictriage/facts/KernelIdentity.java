// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/**
 * Which kernel it was.
 *
 * @param release as {@code uname -r} prints it
 * @param version as {@code uname -v} prints it
 * @param arch as {@code uname -m} prints it
 * @param buildId the GNU build id of the vmlinux, lower-case hex
 * @param vendor the distribution's id where the release or version names it: {@code rhel}, {@code debian}, ...
 */
public record KernelIdentity(
        @Nullable String release,
        @Nullable String version,
        @Nullable String arch,
        @Nullable String buildId,
        @Nullable String vendor,
        Source source)
        implements Fact {}
