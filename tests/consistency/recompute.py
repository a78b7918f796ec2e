"""What figures say, once more and in another way: plain Python after the definitions, slow and short."""
import cmath
import gzip
import math

# ---- Statistics ----


def mean(values):
    return math.fsum(values) / len(values)


def deviation(values, less=1):
    """Standard deviation; divided by n − @less."""
    m = mean(values)
    return math.sqrt(math.fsum((v - m) ** 2 for v in values) / (len(values) - less))


def standard_error(values):
    return deviation(values) / math.sqrt(len(values))


def pearson(x, y):
    pairs = [(a, b) for a, b in zip(x, y) if math.isfinite(a) and math.isfinite(b)]
    mx, my = mean([a for a, _ in pairs]), mean([b for _, b in pairs])
    xy = math.fsum((a - mx) * (b - my) for a, b in pairs)
    return xy / math.sqrt(math.fsum((a - mx) ** 2 for a, _ in pairs) * math.fsum((b - my) ** 2 for _, b in pairs))


def ranks(values):
    """From 1; ties share the mean of their ranks."""
    order, found = sorted(range(len(values)), key=values.__getitem__), [0.0] * len(values)
    begin = 0
    while begin < len(order):
        end = begin
        while end < len(order) and values[order[end]] == values[order[begin]]:
            end += 1
        for k in range(begin, end):
            found[order[k]] = (begin + end + 1) / 2
        begin = end
    return found


def spearman(x, y):
    return pearson(ranks(x), ranks(y))


def wilson(count, total, z=1.959963984540054):
    """95 % interval of a fraction (Wilson 1927)."""
    p = count / total
    centre = (p + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    return centre - half, centre + half


def density(values, first, width, n):
    """Histogram that is normalised to all values."""
    counts = [0] * n
    for value in values:
        at = math.floor((value - first) / width)
        if 0 <= at < n:
            counts[at] += 1
    return [count / (len(values) * width) for count in counts]


def line(x, y):
    """Slope and intercept by least squares."""
    mx, my = mean(x), mean(y)
    slope = math.fsum((a - mx) * (b - my) for a, b in zip(x, y)) / math.fsum((a - mx) ** 2 for a in x)
    return slope, my - slope * mx


def solve(matrix, right):
    """Linear equations by elimination with pivots."""
    n, rows = len(right), [list(row) + [value] for row, value in zip(matrix, right)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(n):
            if r != i:
                factor = rows[r][i] / rows[i][i]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i])]
    return [rows[i][n] / rows[i][i] for i in range(n)]


def quantile(values, q):
    """Linear between neighbours, as NumPy's default."""
    ordered = sorted(values)
    at = q * (len(ordered) - 1)
    low = int(at)
    return ordered[low] + (at - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])


# ---- Neighbours in an orthogonal periodic box ----


def bonds(frame, cutoff):
    """Pairs i < j within @cutoff, each with its vector, by cells; the box is at least two cutoffs wide."""
    edges = frame.edges
    inside = [[(c - low) % edge for c, low, edge in zip(x, frame.low, edges)] for x in frame.x]
    cells = [max(1, int(edge // cutoff)) for edge in edges]
    assert cutoff <= min(edges) / 2
    grid = {}
    for i, x in enumerate(inside):
        grid.setdefault(tuple(min(int(c / edge * k), k - 1) for c, edge, k in zip(x, edges, cells)), []).append(i)
    square, half = cutoff * cutoff, [edge / 2 for edge in edges]
    found = []
    for (a, b, c), own in grid.items():
        near = {((a + da) % cells[0], (b + db) % cells[1], (c + dc) % cells[2])
                for da in (-1, 0, 1) for db in (-1, 0, 1) for dc in (-1, 0, 1)}
        others = [j for place in near for j in grid.get(place, ())]
        for i in own:
            xi, yi, zi = inside[i]
            for j in others:
                if j <= i:
                    continue
                xj, yj, zj = inside[j]
                dx, dy, dz = xj - xi, yj - yi, zj - zi
                if dx > half[0]:
                    dx -= edges[0]
                elif dx < -half[0]:
                    dx += edges[0]
                if dy > half[1]:
                    dy -= edges[1]
                elif dy < -half[1]:
                    dy += edges[1]
                if dz > half[2]:
                    dz -= edges[2]
                elif dz < -half[2]:
                    dz += edges[2]
                if dx * dx + dy * dy + dz * dz <= square:
                    found.append((i, j, dx, dy, dz))
    return found, inside


class Percolation:
    """Union–find with offsets: which atoms hang together, and around which edges of the box a way leads."""

    def __init__(self, n):
        self.parent, self.offset = list(range(n)), [(0, 0, 0)] * n
        self.wraps, self.size = {}, [1] * n

    def find(self, i):
        """The root of @i, and the images that its place differs by."""
        path, total = [], (0, 0, 0)
        while self.parent[i] != i:
            path.append(i)
            i = self.parent[i]
        for k in reversed(path):
            total = tuple(a + b for a, b in zip(self.offset[k], total)) if self.parent[k] != i else self.offset[k]
            self.offset[k], self.parent[k] = total, i
        return i, (self.offset[path[0]] if path else (0, 0, 0))

    def join(self, i, j, shift):
        """@j is a neighbour of @i in the image @shift. Returns the root."""
        a, oa = self.find(i)
        b, ob = self.find(j)
        way = tuple(x + s - y for x, s, y in zip(oa, shift, ob))
        if a == b:
            if any(way):
                self.wraps.setdefault(a, set()).add(way)
            return a
        if self.size[a] < self.size[b]:
            a, b, way = b, a, tuple(-w for w in way)
        self.parent[b], self.offset[b] = a, way
        self.size[a] += self.size[b]
        if b in self.wraps:
            self.wraps.setdefault(a, set()).update(self.wraps.pop(b))
        return a

    def wraps_all(self, root):
        """Along all three: each edge is part of some way around."""
        ways = self.wraps.get(root, ())
        return all(any(way[k] for way in ways) for k in range(3))


def image_shifts(frame, found, inside):
    """(i, j, image of j that is next to i)."""
    edges = frame.edges
    for i, j, *d in found:
        yield i, j, tuple(round((inside[i][k] + d[k] - inside[j][k]) / edges[k]) for k in range(3))


def t_perc(frame, values, cutoff):
    """The highest threshold at which one region of atoms at or above it leads around all edges."""
    found, inside = bonds(frame, cutoff)
    by_later = {}
    order = sorted(range(len(values)), key=lambda i: (-values[i], i))
    place = {atom: k for k, atom in enumerate(order)}
    for i, j, shift in image_shifts(frame, found, inside):
        by_later.setdefault(max(i, j, key=place.__getitem__), []).append((i, j, shift))
    union = Percolation(len(values))
    for atom in order:
        for i, j, shift in by_later.get(atom, ()):
            if union.wraps_all(union.join(i, j, shift)):
                return values[atom]
    return math.nan


def regions(frame, marked, cutoff):
    """Sizes of connected regions of marked atoms, the largest first, and whether each leads around all edges."""
    found, inside = bonds(frame, cutoff)
    union = Percolation(len(marked))
    for i, j, shift in image_shifts(frame, found, inside):
        if marked[i] and marked[j]:
            union.join(i, j, shift)
    sizes = {}
    for i, is_in in enumerate(marked):
        if is_in:
            root = union.find(i)[0]
            sizes[root] = sizes.get(root, 0) + 1
    return sorted(((size, union.wraps_all(root)) for root, size in sizes.items()), reverse=True)


def rdf(frame, width, n):
    """g(r) of all atoms and of each pair of types, before any smoothing."""
    found, _ = bonds(frame, n * width)
    counts = {}
    for i, j, dx, dy, dz in found:
        at = int(math.sqrt(dx * dx + dy * dy + dz * dz) * (1 / width))
        if at < n:
            pair = tuple(sorted((frame.types[i], frame.types[j])))
            counts.setdefault(pair, [0] * n)[at] += 1
    shells = [4 / 3 * math.pi * (((k + 1) * width) ** 3 - (k * width) ** 3) for k in range(n)]
    number = {t: frame.types.count(t) for t in set(frame.types)}
    curves = {}
    for (a, b), row in counts.items():
        pairs = number[a] * number[b] * (0.5 if a == b else 1)
        curves[a, b] = [count * frame.volume / (pairs * shell) for count, shell in zip(row, shells)]
    total = [sum(row[k] for row in counts.values()) for k in range(n)]
    curves["all"] = [2 * count * frame.volume / (len(frame.ids) ** 2 * shell) for count, shell in zip(total, shells)]
    return curves


def smoothed(values, width, sigma):
    """With a Gaussian that is cut at five of its widths and at the ends of the curve."""
    half = math.ceil(5 * sigma / width)
    weights = [math.exp(-0.5 * (k * width / sigma) ** 2) for k in range(half + 1)]
    found = []
    for k in range(len(values)):
        near = range(max(0, k - half), min(len(values), k + half + 1))
        found.append(math.fsum(weights[abs(m - k)] * values[m] for m in near) / math.fsum(weights[abs(m - k)] for m in near))
    return found


def decay_length(frame, values, reach=15.0, width=0.5):
    """Of C(r) = ⟨δ δ⟩/var: a straight line through ln C, weighted by its noise, to where C is lost in it."""
    found, _ = bonds(frame, reach)
    m, sd, n = mean(values), deviation(values, 0), len(values)
    delta = [(v - m) / sd for v in values]
    bins = round(reach / width)
    sums, counts = [0.0] * bins, [0] * bins
    for i, j, dx, dy, dz in found:
        at = int(math.sqrt(dx * dx + dy * dy + dz * dz) / width)
        if at < bins:
            sums[at] += delta[i] * delta[j]
            counts[at] += 1
    points = []
    for k in range(bins):
        if counts[k] == 0:
            continue
        c, noise = sums[k] / counts[k], 1 / counts[k] + 1 / n
        if c <= 2 * math.sqrt(noise):
            if points:
                break
            continue
        points.append(((k + 0.5) * width, math.log(c), c * c / noise))
    w = math.fsum(p[2] for p in points)
    mr, my = math.fsum(p[2] * p[0] for p in points) / w, math.fsum(p[2] * p[1] for p in points) / w
    slope = math.fsum(p[2] * (p[0] - mr) * (p[1] - my) for p in points) / math.fsum(p[2] * (p[0] - mr) ** 2 for p in points)
    return -1 / slope if len(points) >= 3 and slope < 0 else math.nan


# ---- Logs ----


def sections(path):
    """The tables of a LAMMPS log: lists by name of the column."""
    text = gzip.open(path, "rt").read() if str(path).endswith(".gz") else open(path, encoding="utf-8").read()
    found, names = [], None
    for row in (line.split() for line in text.split("\n")):
        if row[:1] == ["Step"]:
            names = row
            found.append({name: [] for name in names})
        elif names:
            try:
                values = [float(cell) for cell in row]
            except ValueError:
                values = []
            if len(values) != len(names):
                names = None if row[:1] == ["Loop"] else names
                continue
            for name, value in zip(names, values):
                found[-1][name].append(value)
    return [section for section in found if section["Step"]]


def loading(path, start):
    """(time, strain, stress) of a log whose clock is at @start at the first frame; tension is positive, GPa."""
    logs = sections(path)
    rest = next((length for section in logs if "v_strain" in section
                 for length, strain in zip(section["Lz"], section["v_strain"]) if abs(strain) < 1e-9), logs[0]["Lz"][0])
    rows = []
    for section in logs:
        if "Lz" not in section or "Pzz" not in section or "Time" not in section:
            continue
        rows = [row for row in rows if row[0] < section["Time"][0]]
        rows += [(t, length / rest - 1, -1e-4 * p) for t, length, p in zip(section["Time"], section["Lz"], section["Pzz"])]
    return [(t - start, strain, stress) for t, strain, stress in rows]


def rank_correlation(x, y):
    """Spearman's, for values of which no two are equal."""
    def ranks(values):
        order = sorted(range(len(values)), key=lambda k: values[k])
        found = [0] * len(values)
        for rank, k in enumerate(order):
            found[k] = rank
        return found
    n = len(y)
    return 1 - 6 * sum((a - b) ** 2 for a, b in zip(ranks(list(x)), ranks(list(y)))) / (n * (n * n - 1)) if n > 1 else 0


def rates(rows, window):
    """Slope of strain against time over @window about each row; NaN where the window is not full."""
    found, first, last, reach = [], 0, 0, window / 2 * (1 + 1e-9)
    for t, _, _ in rows:
        while last < len(rows) and rows[last][0] <= t + reach:
            last += 1
        while rows[first][0] < t - reach:
            first += 1
        full = t - window / 2 >= rows[0][0] - 1e-9 and t + window / 2 <= rows[-1][0] + 1e-9
        near = rows[first:last]
        found.append(line([r[0] for r in near], [r[1] for r in near])[0] if full else math.nan)
    return found


def wave(times, values, middle, omega):
    """Amplitude, phase and mean of a + bt + A sin(ωt + φ)."""
    terms = [(1, omega * (t - middle), math.sin(omega * (t - middle)), math.cos(omega * (t - middle))) for t in times]
    matrix = [[math.fsum(row[r] * row[c] for row in terms) for c in range(4)] for r in range(4)]
    a, _, s, c = solve(matrix, [math.fsum(row[r] * v for row, v in zip(terms, values)) for r in range(4)])
    return math.hypot(s, c), math.atan2(c, s), a


def cycles(rows, period):
    """Of (time, strain, stress): start, strain amplitude, lag, loop area, mean strain, storage and loss modulus of each."""
    begin, omega, found = rows[0][0], 2 * math.pi / period, []
    for number in range(int((rows[-1][0] - begin) / period + 1e-3)):
        start = begin + number * period
        part = [row for row in rows if start - 1e-9 <= row[0] < start + period - 1e-9]
        times = [row[0] for row in part]
        e, s = (wave(times, [row[k] for row in part], start + period / 2, omega) for k in (1, 2))
        lag = math.remainder(s[1] - e[1], 2 * math.pi)
        area = math.fsum(0.5 * (a[2] + b[2]) * (b[1] - a[1]) for a, b in zip(part, part[1:] + part[:1]))
        found.append((start, e[0], lag, area, e[2], s[0] / e[0] * math.cos(lag), s[0] / e[0] * math.sin(lag)))
    return found


# ---- Rheology ----


def jeffreys(k, eta1, eta2, m, kt, t):
    """MSD of a particle on a Maxwell element beside a dashpot (SCIENCE §8, corrected)."""
    x = eta1 * eta2 / (k * m)
    root = cmath.sqrt((x - 1) ** 2 - 4 * eta1 * eta1 / (k * m))
    one, two = (-(k / (2 * eta1)) * (1 + x + sign * root) for sign in (1, -1))

    def part(a):
        return (a + k / eta1) / a * ((cmath.exp(a * t) - 1) / a - t)

    return (6 * kt / m / (two - one) * (part(two) - part(one))).real


# ---- Models ----


def average_linkage(points):
    """Heights of merges, by the mean distance of all pairs of two groups."""
    groups, heights = [[i] for i in range(len(points))], []
    while len(groups) > 1:
        best = min(((mean([math.dist(points[i], points[j]) for i in a for j in b]), x, y)
                    for x, a in enumerate(groups) for y, b in enumerate(groups) if x < y))
        heights.append(best[0])
        groups[best[1]] += groups.pop(best[2])
    return heights


def relieff(rows, labels, k):
    """Robnik-Šikonja & Kononenko (2003): city-block on features scaled to 0 … 1, all instances vote."""
    n, dim = len(rows), len(rows[0])
    low, high = [min(c) for c in zip(*rows)], [max(c) for c in zip(*rows)]
    scaled = [[(v - a) / (b - a) if b > a else 0 for v, a, b in zip(row, low, high)] for row in rows]
    share = {label: labels.count(label) / n for label in set(labels)}
    weights = [0.0] * dim
    for i, own in enumerate(scaled):
        near = {}
        for j, other in enumerate(scaled):
            if j != i:
                near.setdefault(labels[j], []).append((sum(abs(a - b) for a, b in zip(own, other)), j))
        for label, others in near.items():
            others.sort()
            weight = -1 if label == labels[i] else share[label] / (1 - share[labels[i]])
            chosen = others[:k]
            for _, j in chosen:
                for f in range(dim):
                    weights[f] += weight * abs(own[f] - scaled[j][f]) / len(chosen) / n
    return weights


def nearest_labels(rows, labels, query, k):
    """Labels of the k nearest, and the distance of the last; ties to the lower instance."""
    found = sorted((sum((a - b) ** 2 for a, b in zip(row, query)), i) for i, row in enumerate(rows))[:k]
    return [labels[i] for _, i in found], math.sqrt(found[-1][0])
