package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.tollgate.boot.jar.DemoCaller.Result;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DemoCallerTest {

    @Test
    void cookiesComeBackAndAreReplaced() {
        DemoCaller caller = caller(3);
        assertEquals(Optional.empty(), cookie(caller));
        assertEquals(Result.WELL, caller.answered(answer(200, 1, "A=1; Path=/; HttpOnly", "B=x=y")));
        assertEquals(Optional.of("A=1; B=x=y"), cookie(caller));
        assertEquals(Result.WELL, caller.answered(answer(200, 2, "A=2; Path=/")));
        assertEquals(Optional.of("A=2; B=x=y"), cookie(caller));
    }

    @Test
    void anotherCountThanTheNextIsALostSession() {
        DemoCaller caller = caller(9);
        caller.answered(answer(200, 1));
        assertEquals(Result.WELL, caller.answered(answer(200, 2)));
        assertEquals(Result.SESSION_LOST, caller.answered(answer(200, 1)));
        assertEquals(Result.WELL, caller.answered(answer(200, 2)), "the loss is counted once");
    }

    @Test
    void anErrorIsAFailureAndKeepsTheSession() {
        DemoCaller caller = caller(9);
        caller.answered(answer(200, 1, "A=1"));
        assertEquals(Result.FAILED, caller.answered(answer(503, 0)));
        assertEquals(Optional.of("A=1"), cookie(caller));
        assertEquals(Result.WELL, caller.answered(answer(200, 2)));
    }

    @Test
    void afterItsStayItIsSomebodyElse() {
        DemoCaller caller = caller(2);
        caller.answered(answer(200, 1, "A=1"));
        caller.answered(answer(200, 2));
        assertTrue(cookie(caller).isPresent());
        caller.answered(answer(200, 3));
        assertEquals(Optional.empty(), cookie(caller));
        assertEquals(Result.WELL, caller.answered(answer(200, 1, "A=2")));
    }

    private static Optional<String> cookie(DemoCaller caller) {
        return caller.next().headers().firstValue("Cookie");
    }

    private static DemoCaller caller(int stay) {
        return new DemoCaller(URI.create("http://127.0.0.1:1/"), new RandomGenerator() {
            @Override
            public long nextLong() {
                return stay;
            }

            @Override
            public int nextInt(int bound) {
                return stay;
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static HttpResponse<String> answer(int status, int visits, String... cookies) {
        HttpResponse<String> answer = mock(HttpResponse.class);
        when(answer.statusCode()).thenReturn(status);
        when(answer.body()).thenReturn("{\"backend\":\"a\",\"visits\":" + visits + ",\"requests\":7}");
        when(answer.headers())
                .thenReturn(HttpHeaders.of(Map.of("Set-Cookie", List.of(cookies)), (name, value) -> true));
        return answer;
    }
}
