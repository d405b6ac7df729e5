<%@ page contentType="text/html;charset=UTF-8" %>
<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Shop</title>
  <link rel="stylesheet" href="static/shop.css">
</head>
<body>
<h1>Shop</h1>
<p>This page is a JSP, rendered for <%= request.getRequestURI() %>.</p>
<p><a href="catalog">Catalog</a></p>
<form method="post" action="order">
  <label>Item <input name="item" value="Käse"></label>
  <button>Order</button>
</form>
<form method="post" action="upload" enctype="multipart/form-data">
  <label>Caption <input name="caption"></label>
  <input type="file" name="picture">
  <button>Upload</button>
</form>
</body>
</html>
