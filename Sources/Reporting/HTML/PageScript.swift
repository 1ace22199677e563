/// What a page adds when scripts run: sorting, filtering, tooltips. It changes no figure.
enum PageScript {
    static let text = sorting + tooltips

    private static let sorting = """
        'use strict';
        const words = document.documentElement.dataset;
        for (const table of document.querySelectorAll('table.sortable')) {
          const body = table.tBodies[0];
          [...table.tHead.rows[0].cells].forEach((head, index) => {
            if (head.classList.contains('stack')) return;
            const label = head.querySelector('span') ?? head;
            // Not an element of that name: Chromium leaves those out of heads repeated on paper.
            const button = document.createElement('span');
            button.setAttribute('role', 'button');
            button.tabIndex = 0;
            button.append(...label.childNodes);
            label.append(button);
            head.setAttribute('aria-sort', 'none');
            button.addEventListener('keydown', event => {
              if (event.key !== 'Enter' && event.key !== ' ') return;
              event.preventDefault();
              button.click();
            });
            button.addEventListener('click', () => {
              const old = head.getAttribute('aria-sort');
              const isNumber = head.classList.contains('n');
              const up = old === 'none' ? !isNumber : old === 'descending';
              for (const other of table.tHead.rows[0].cells) other.setAttribute('aria-sort', 'none');
              head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
              const value = row => row.cells[index].dataset.value ?? row.cells[index].textContent;
              const rows = [...body.rows].sort((a, b) => {
                const x = value(a), y = value(b);
                if (x === '' || y === '') return (x === '') - (y === '');
                const order = isNumber ? x - y : x.localeCompare(y);
                return up ? order : -order;
              });
              body.append(...rows);
            });
          });
          if (!table.classList.contains('long')) continue;
          const label = document.createElement('label');
          label.className = 'filter';
          label.textContent = words.filter;
          const input = document.createElement('input');
          input.type = 'search';
          label.append(input);
          table.parentElement.before(label);
          input.addEventListener('input', () => {
            const wanted = input.value.trim().toLocaleLowerCase();
            for (const row of body.rows)
              row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
          });
        }

        """

    private static let tooltips = """
        const tip = document.createElement('div');
        tip.className = 'tip';
        tip.hidden = true;
        tip.setAttribute('aria-hidden', 'true');
        document.body.append(tip);
        const clean = cell => cell.textContent.replaceAll('\\u00ad', '');
        const told = (target, x) => {
          const mark = target.closest?.('[data-tip]');
          if (mark) return mark.dataset.tip;
          const bar = target.closest?.('.bars svg, svg.bar');
          if (bar) return bar.getAttribute('aria-label').replaceAll(', ', '\\n');
          const plot = target.closest?.('svg[data-table]');
          const table = plot && document.getElementById(plot.dataset.table);
          if (!table) return '';
          const box = plot.getBoundingClientRect();
          const rows = table.tBodies[0].rows;
          const row = rows[Math.min(rows.length - 1, Math.max(0,
            Math.floor((x - box.left) / box.width * rows.length)))];
          return [clean(row.cells[0]), ...plot.dataset.columns.split(' ').map(i =>
            clean(table.tHead.rows[0].cells[i]).replace(/^.*: /, '') + ' '
              + clean(row.cells[i]))].join('\\n');
        };
        document.addEventListener('pointermove', event => {
          const text = told(event.target, event.clientX);
          tip.hidden = !text;
          if (!text) return;
          tip.textContent = text;
          const box = tip.getBoundingClientRect();
          tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 4)) + 'px';
          tip.style.top = Math.max(4, Math.min(event.clientY + 16, innerHeight - box.height - 4)) + 'px';
        });
        document.addEventListener('pointerleave', () => { tip.hidden = true; });
        """
}
