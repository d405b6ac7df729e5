package shop;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/** Takes a picture with its caption, and says what has arrived. */
@WebServlet("/upload")
@MultipartConfig(maxFileSize = 16 << 20)
public class UploadServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        Part picture = request.getPart("picture");
        CRC32 sum = new CRC32();
        long length;
        try (InputStream in = new CheckedInputStream(picture.getInputStream(), sum)) {
            length = in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter()
                .println(request.getParameter("caption") + ": " + picture.getSubmittedFileName() + ", " + length
                        + " bytes, CRC " + Long.toHexString(sum.getValue()));
    }
}
