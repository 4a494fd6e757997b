"""What every page is asked in the browser: the sizes it is read at, what hangs over, what is judged once."""

A4 = {"width": 680, "height": 980}  # what the margins leave of A4: 180 by 259 mm at 96 pixels to the inch
SCREEN, PHONE = {"width": 1300, "height": 900}, {"width": 390, "height": 844}
# Cells that look alike are judged once: a report has 10,000, and colours depend on classes only.
THIN = """() => { const seen = new Map(); document.querySelectorAll("td, tbody th").forEach(cell => {
    const inner = Array.from(cell.querySelectorAll("*"), one => one.className).join();
    const look = [cell.tagName, cell.className, cell.parentElement.className, inner].join();
    seen.set(look, (seen.get(look) || 0) + 1);
    if (seen.get(look) > 5) cell.replaceChildren(); }) }"""
OUTSIDE = """() => Array.from(document.querySelectorAll("main *")).filter(one => {
    const box = one.getBoundingClientRect();
    const scrolls = one.closest(".scroll") && getComputedStyle(one.closest(".scroll")).overflowX === "auto";
    return box.width && box.right > innerWidth + 0.5 && !(scrolls && !one.matches(".scroll"));
}).map(one => [(one.closest("figure") || one).id, one.tagName])"""


def listen(tab):
    """Return two lists that fill with what a tab asks for, and with what it says on its console."""
    asked, said = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    return asked, said
