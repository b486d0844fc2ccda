// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

/** A symptom: of all unhandled faults, the one that no other came before. */
public record FirstFault(FatalFault fault) {}
