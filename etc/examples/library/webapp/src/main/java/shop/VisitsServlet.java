package shop;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Counts a customer's visits in the session. */
@WebServlet("/visits")
public class VisitsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession();
        int visits;
        synchronized (session) {
            Integer before = (Integer) session.getAttribute("visits");
            visits = before == null ? 1 : before + 1;
            session.setAttribute("visits", visits);
        }
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().println("visits: " + visits);
    }
}
