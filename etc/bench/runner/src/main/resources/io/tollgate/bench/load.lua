-- What wrk sends: arguments METHOD PATH BODY-BYTES COOKIES-FILE. A browser's fields, another target each time, and the
-- cookies of as many callers as the file has lines. Ends with a line that the bench reads.

local targets = 64
local requests = {}
local turn = 0

function init(args)
  local method, path, bytes = args[1], args[2], tonumber(args[3])
  local cookies = {}
  for line in io.lines(args[4]) do
    cookies[#cookies + 1] = line
  end
  local headers = {
    ["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    ["Accept-Encoding"] = "gzip, deflate, br",
    ["Accept-Language"] = "en-US,en;q=0.5",
    ["Cache-Control"] = "max-age=0",
    ["Referer"] = "http://shop.example.com/catalogue",
    ["Sec-Fetch-Dest"] = "document",
    ["Sec-Fetch-Mode"] = "navigate",
    ["Sec-Fetch-Site"] = "same-origin",
    ["Upgrade-Insecure-Requests"] = "1",
    ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  }
  local body = nil
  if bytes > 0 then
    body = string.rep("x", bytes)
    headers["Content-Type"] = "application/octet-stream"
  end
  for i = 1, targets do
    headers["Cookie"] = cookies[(i - 1) % #cookies + 1]
    local target = string.format("%s%d/item-%d.html?page=%d", path, i, i * 7919 % 1000, i % 5)
    requests[i] = wrk.format(method, target, headers, body)
  end
end

function request()
  turn = turn % targets + 1
  return requests[turn]
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("BURST %d %d %d %d\n", summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.timeout, errors.status))
end
