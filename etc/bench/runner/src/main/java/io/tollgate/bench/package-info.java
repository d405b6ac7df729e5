/**
 * Measures Tollgate beside other proxies. {@link Main} reads what is wanted, {@link Plan} says what is measured how
 * often, {@link Contenders} knows how each is started, {@link Session} runs a round of all of them, {@link Results}
 * holds what came out, and {@link Report} prints it.
 */
package io.tollgate.bench;
