/// What a page adds when scripts run: sorting, filtering, tooltips. It changes no figure.
enum PageScript {
    static let text = """
        'use strict';
        for (const table of document.querySelectorAll('table.sortable')) {
          const body = table.tBodies[0];
          [...table.tHead.rows[0].cells].forEach((head, index) => {
            if (head.classList.contains('stack')) return;
            const button = document.createElement('button');
            button.textContent = head.textContent;
            head.textContent = '';
            head.append(button);
            head.setAttribute('aria-sort', 'none');
            button.addEventListener('click', () => {
              const old = head.getAttribute('aria-sort');
              const isNumber = head.classList.contains('n');
              const up = old === 'none' ? !isNumber : old === 'descending';
              for (const other of table.tHead.rows[0].cells) other.setAttribute('aria-sort', 'none');
              head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
              const value = row => row.cells[index].dataset.value ?? '';
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
          label.textContent = 'Show only';
          const input = document.createElement('input');
          input.type = 'search';
          input.placeholder = 'part of a name';
          label.append(input);
          table.parentElement.before(label);
          input.addEventListener('input', () => {
            const wanted = input.value.trim().toLocaleLowerCase();
            for (const row of body.rows)
              row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
          });
        }
        const tip = document.createElement('div');
        tip.className = 'tip';
        tip.hidden = true;
        tip.setAttribute('aria-hidden', 'true');
        document.body.append(tip);
        for (const mark of document.querySelectorAll('svg :is(rect,path)')) {
          const title = mark.querySelector(':scope > title');
          if (title) { mark.dataset.tip = title.textContent; title.remove(); }
        }
        document.addEventListener('pointermove', event => {
          const mark = event.target.closest?.('[data-tip]');
          tip.hidden = !mark;
          if (!mark) return;
          tip.textContent = mark.dataset.tip;
          const box = tip.getBoundingClientRect();
          tip.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 4)) + 'px';
          tip.style.top = Math.max(4, Math.min(event.clientY + 16, innerHeight - box.height - 4)) + 'px';
        });
        """
}
