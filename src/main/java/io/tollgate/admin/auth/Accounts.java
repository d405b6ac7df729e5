package io.tollgate.admin.auth;

import io.tollgate.model.Ids;
import io.tollgate.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may sign in: accounts with hashed passwords and tokens for scripts, kept in {@code accounts.json} of the state
 * folder. A change is on the disk before it is in force. Thread-safe.
 */
public final class Accounts {
    /** The account of the first start. */
    public static final String FIRST = "admin";

    private static final int MAX_TOKENS = 100;
    private static final int MAX_PASSWORD = 1024;

    private final AccountsFile file;
    private final Secrets secrets;
    private volatile AccountsFile.Content content;
    private boolean paused;

    /**
     * The opened accounts.
     *
     * @param generatedPassword the first account's, to be shown once; null when it was given or existed before
     */
    public record Opened(Accounts accounts, @Nullable String generatedPassword) {}

    /** A token as listed: everything but its secret. */
    public record Token(String id, String name, String account) {}

    /** A token just made: the only time its secret is known. */
    public record NewToken(String id, String name, String account, String token) {}

    private Accounts(AccountsFile file, Secrets secrets, AccountsFile.Content content) {
        this.file = file;
        this.secrets = secrets;
        this.content = content;
    }

    /**
     * Opens the accounts of a state folder; at the first start makes the account {@code admin}.
     *
     * @param initialPassword the first account's; null or empty makes a random one. Ignored after the first start
     * @throws IOException when the file cannot be read or written, or holds something else
     */
    public static Opened open(Path stateFolder, @Nullable String initialPassword) throws IOException {
        Secrets secrets = new Secrets(new SecureRandom());
        AccountsFile file = new AccountsFile(stateFolder);
        AccountsFile.Content known = file.read();
        if (known != null) {
            return new Opened(new Accounts(file, secrets, known), null);
        }
        String password = initialPassword == null || initialPassword.isEmpty() ? secrets.password() : initialPassword;
        AccountsFile.Content first =
                new AccountsFile.Content(List.of(new AccountsFile.Account(FIRST, Passwords.hash(password))), List.of());
        file.write(first);
        return new Opened(new Accounts(file, secrets, first), password.equals(initialPassword) ? null : password);
    }

    /**
     * Whose name and password these are. Costs some 0.2 s of one processor and 16 MiB, whether the name is known or
     * not.
     *
     * @return the account's name, or null
     */
    public @Nullable String verify(String name, String password) {
        if (password.length() > MAX_PASSWORD) {
            return null;
        }
        List<AccountsFile.Account> accounts = content.accounts();
        if (accounts.isEmpty()) {
            return null;
        }
        // Somebody's hash is worked through in any case, or the time taken would tell which names are known.
        String hash = accounts.get(0).password();
        boolean known = false;
        for (AccountsFile.Account account : accounts) {
            if (account.name().equals(name)) {
                hash = account.password();
                known = true;
            }
        }
        return Passwords.matches(password, hash) && known ? name : null;
    }

    /**
     * Whose token it is.
     *
     * @return account and token, such as {@code admin/deploy}; null when there is no such token
     */
    public @Nullable String verifyToken(String secret) {
        String hash = Secrets.sha256(secret);
        for (AccountsFile.StoredToken token : content.tokens()) {
            if (token.sha256().equals(hash)) {
                return token.account() + "/" + token.name();
            }
        }
        return null;
    }

    /** All tokens, oldest first. */
    public List<Token> tokens() {
        return content.tokens().stream()
                .map(t -> new Token(t.id(), t.name(), t.account()))
                .toList();
    }

    /**
     * Makes a token that acts for the account until it is revoked.
     *
     * @param name says what it is for; formed like an id, and not in use
     * @throws InvalidSettingException when the name cannot be, or there are too many
     * @throws AccountsPausedException while another process is about to take over
     */
    public synchronized NewToken createToken(String account, String name) throws IOException {
        if (!Ids.valid(name)) {
            throw new InvalidSettingException(
                    "name",
                    "\"" + name + "\" is not a name",
                    "write 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit");
        }
        if (content.tokens().stream().anyMatch(t -> t.name().equals(name))) {
            throw new InvalidSettingException("name", "\"" + name + "\" is in use", "choose another, or revoke it");
        }
        if (content.tokens().size() >= MAX_TOKENS) {
            throw new InvalidSettingException("", "there are " + MAX_TOKENS + " tokens", "revoke one");
        }
        String secret = secrets.token();
        String id = secrets.shortId();
        List<AccountsFile.StoredToken> tokens = new ArrayList<>(content.tokens());
        tokens.add(new AccountsFile.StoredToken(id, name, account, Secrets.sha256(secret)));
        replaceTokens(tokens);
        return new NewToken(id, name, account, secret);
    }

    /**
     * Ends a token.
     *
     * @return false when there is none of that id
     * @throws AccountsPausedException while another process is about to take over
     */
    public synchronized boolean revokeToken(String id) throws IOException {
        List<AccountsFile.StoredToken> tokens = new ArrayList<>(content.tokens());
        if (!tokens.removeIf(t -> t.id().equals(id))) {
            return false;
        }
        replaceTokens(tokens);
        return true;
    }

    /** Has tokens neither made nor revoked from now on, because another process is about to take over, or again made. */
    public synchronized void pause(boolean now) {
        paused = now;
    }

    private void replaceTokens(List<AccountsFile.StoredToken> tokens) throws IOException {
        if (paused) {
            throw new AccountsPausedException();
        }
        AccountsFile.Content next = new AccountsFile.Content(content.accounts(), tokens);
        file.write(next);
        content = next;
    }
}
