package io.tollgate.admin.auth;

import io.tollgate.model.AdminSettings;
import io.tollgate.time.Clock;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds out who sends a request, and signs browsers in and out. Thread-safe. */
public final class SignInService {
    /** Of the cookie that holds a browser's sign-in. */
    public static final String COOKIE = AdminSettings.SESSION_COOKIE;

    private final Accounts accounts;
    private final Mount mount;
    private final PasswordGate gate;
    private final SignIns signIns;

    /**
     * Who sends a request.
     *
     * @param operator null when nobody known
     * @param byCookie a browser vouches by itself, perhaps on behalf of another site's page
     * @param waitSeconds above 0 when the password was not even looked at
     */
    record Caller(@Nullable Operator operator, boolean byCookie, int waitSeconds) {
        static final Caller UNKNOWN = new Caller(null, false, 0);
    }

    public SignInService(Accounts accounts, Clock clock, SecureRandom random, Mount mount) {
        Secrets secrets = new Secrets(random);
        this.accounts = accounts;
        this.mount = mount;
        gate = new PasswordGate(accounts, clock, secrets);
        signIns = new SignIns(clock, secrets);
    }

    /**
     * Signs a browser in: sets its cookie when the password is right. Otherwise sets the status, 403 for a wrong
     * password or 429 with {@code Retry-After} after too many; the caller writes the page. May block for some 0.2 s.
     */
    public boolean signIn(HttpServletRequest request, HttpServletResponse response, String name, String password) {
        PasswordGate.Verdict verdict = gate.check(request.getRemoteAddr(), name, password);
        if (verdict.account() == null) {
            if (verdict.waitSeconds() > 0) {
                response.setStatus(429);
                response.setIntHeader("Retry-After", verdict.waitSeconds());
            } else {
                response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            }
            return false;
        }
        endPrevious(request);
        setCookie(request, response, signIns.begin(verdict.account()), "");
        return true;
    }

    /** Ends the browser's sign-in, if it has one. */
    public void signOut(HttpServletRequest request, HttpServletResponse response) {
        endPrevious(request);
        setCookie(request, response, "", "; Max-Age=0");
    }

    /** Credentials in the request win over a cookie; wrong ones are not healed by it. */
    Caller caller(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null) {
            int space = authorization.indexOf(' ');
            String scheme = space < 0 ? "" : authorization.substring(0, space).toLowerCase(Locale.ROOT);
            String rest = authorization.substring(space + 1).trim();
            return switch (scheme) {
                case "basic" -> basic(request.getRemoteAddr(), rest);
                case "bearer" -> known(accounts.verifyToken(rest));
                default -> Caller.UNKNOWN;
            };
        }
        String token = cookie(request);
        Operator operator = token == null ? null : signIns.find(token);
        return operator == null ? Caller.UNKNOWN : new Caller(operator, true, 0);
    }

    private Caller basic(String peer, String encoded) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Caller.UNKNOWN;
        }
        int colon = pair.indexOf(':');
        if (colon < 0) {
            return Caller.UNKNOWN;
        }
        PasswordGate.Verdict verdict = gate.check(peer, pair.substring(0, colon), pair.substring(colon + 1));
        return verdict.waitSeconds() > 0 ? new Caller(null, false, verdict.waitSeconds()) : known(verdict.account());
    }

    private static Caller known(@Nullable String name) {
        return name == null ? Caller.UNKNOWN : new Caller(new Operator(name, ""), false, 0);
    }

    private void endPrevious(HttpServletRequest request) {
        String previous = cookie(request);
        if (previous != null) {
            signIns.end(previous);
        }
    }

    private void setCookie(HttpServletRequest request, HttpServletResponse response, String token, String more) {
        response.addHeader(
                "Set-Cookie",
                COOKIE + "=" + token + "; Path=" + mount.cookiePath(request) + "; HttpOnly; SameSite=Strict"
                        + (request.isSecure() ? "; Secure" : "") + more);
    }

    private static @Nullable String cookie(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(COOKIE)) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }
}
