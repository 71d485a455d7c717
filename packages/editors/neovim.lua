-- Opens main.cf in Neovim's own client and prints what comes of it, one line each.
local function say(text) io.stdout:write(text .. "\n") end
local fault = nil
local ok, problem = pcall(function()
  local client = vim.lsp.start_client({
    name = "relaylint",
    cmd = { os.getenv("NODE"), os.getenv("RELAYLINT"), "lsp", "--stdio" },
    root_dir = vim.fn.expand("%:p:h"),
    workspace_folders = { { uri = vim.uri_from_fname(vim.fn.expand("%:p:h")), name = "mail" } },
  })
  vim.lsp.buf_attach_client(0, client)
  local function open_relays()
    local found = 0
    for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
      if diagnostic.code == "open-relay" or (diagnostic.user_data and diagnostic.user_data.lsp.code == "open-relay") then found = found + 1 end
    end
    return found
  end
  vim.wait(10000, function() return open_relays() > 0 end)
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    local code = diagnostic.code or (diagnostic.user_data and diagnostic.user_data.lsp.code)
    say(string.format("diagnostic %s %d:%d-%d:%d", code, diagnostic.lnum, diagnostic.col, diagnostic.end_lnum, diagnostic.end_col))
  end
  local document = { uri = vim.uri_from_bufnr(0) }
  local function ask(method, params)
    local answers = vim.lsp.buf_request_sync(0, method, params, 5000) or {}
    for _, answer in pairs(answers) do return answer.result end
  end
  local hover = ask("textDocument/hover", { textDocument = document, position = { line = 4, character = 3 } })
  say("hover " .. (hover and hover.contents.value:gsub("\n", " ") or "nothing"))
  for _, symbol in ipairs(ask("textDocument/documentSymbol", { textDocument = document }) or {}) do say("symbol " .. symbol.name) end
  vim.api.nvim_buf_set_lines(0, 4, 5, false, { "mynetworks = 192.0.2.0/28" })
  vim.wait(5000, function() return open_relays() == 0 end)
  say("after-edit " .. open_relays())
  vim.lsp.stop_client(client)
end)
if not ok then say("fault " .. tostring(problem)) end
vim.cmd("qall!")
