// SPDX-License-Identifier: Apache-2.0
/**
 * Text parsers: from kernel logs and debugger transcripts to facts.
 */
@NullMarked
package dev.panictriage.text;

import org.jspecify.annotations.NullMarked;
